import { fill } from '../../../shared/errors/fill';
import type { Language } from '../../../shared/language';
import { manualLineWords } from '../../../shared/phrases/manual-comments';
import { isDownInPlace } from '../../../shared/restore/in-place-down';
import type { Job } from '../../../shared/restore/job';
import { showFileOfJob, wayForPerson } from '../../../shared/restore/manual-way';
import type { Report, ReportOutcome } from '../../../shared/restore/report';
import type { ReportWords } from './words/report-words-en';

type Way = Report['manual_way'];

/**
 * The manual way a report ends with: back to the old pair, for a rolled back job forward again. Where the history does
 * not hold the commands it names the file on the host that does; where no cutover had begun it says so.
 */
export function manualWayOf(job: Job, kind: ReportOutcome, language: Language, words: ReportWords): Way {
  const found = wayOf(job, kind, language, words);
  return { ...found, commands: found.commands.map((line) => manualLineWords(line, language)) };
}

function wayOf(job: Job, kind: ReportOutcome, language: Language, words: ReportWords): Way {
  const say = (sentence: string): string => fill(sentence, { target: job.target, job: job.id }, language);
  const { ways } = words;
  switch (kind) {
    case 'verified':
    case 'not-verified':
      return way(job, 'old', say(ways.back), words);
    case 'rolled-back':
      return way(job, 'new', say(ways.forward), words);
    case 'reversed':
      return way(job, 'old', say(ways.check), words);
    case 'needs-person': {
      const { held, commands } = wayForPerson(job);
      const explanation = held ? ways.person : `${ways.person} ${ways.file}`;
      return { direction: 'old', explanation, commands: [...commands] };
    }
    case 'interrupted':
      if (isDownInPlace(job)) return file(job, 'in-place-manual.txt', say(words.inPlaceDown.way));
      return cutoverBegun(job)
        ? way(job, 'old', say(ways.interrupted), words)
        : nothing(say(ways.interruptedBefore));
    case 'running':
      return nothing(ways.running);
    case 'unchanged':
    case 'as-found':
    case 'cancelled':
    case 'uploaded':
      return nothing(ways.none);
  }
}

function way(job: Job, direction: 'old' | 'new', explanation: string, words: ReportWords): Way {
  const commands = job.manual_undo;
  if (commands && commands.length > 0) return { direction, explanation, commands };
  return { ...file(job, 'cutover-manual.txt', `${explanation} ${words.ways.file}`), direction };
}

/** The file of the job folder that holds the commands. */
function file(job: Job, name: string, explanation: string): Way {
  return { direction: 'old', explanation, commands: [showFileOfJob(job, name)] };
}

function nothing(explanation: string): Way {
  return { direction: 'none', explanation, commands: [] };
}

function cutoverBegun(job: Job): boolean {
  if (job.manual_undo) return true;
  return job.steps.some((step) => step.id === 'cutover' && step.state !== 'waiting');
}
