import { formatTimeOfDay } from '../../shared/format/time';
import type { ConsoleApp } from '../composition';
import type { CommandContext } from './command-context';
import { EXIT, exitCodeOfJob } from './exit-code';
import { handleInterrupts } from './follow-run';
import { jobLines } from './text/job-lines';

const PAGE = 1000;
const LOOK_EVERY_MS = 300;

/** Follows a run that another process of this machine has, by its log in the shared history, to its end. */
export async function followOwned(
  context: CommandContext,
  app: ConsoleApp,
  jobId: string,
  json: boolean,
): Promise<number> {
  const { io, language } = context;
  let left = false;
  const endInterrupts = handleInterrupts(context, app, jobId, () => {
    left = true;
  });
  try {
    for (let from = 0; !left; ) {
      // Asked before reading: what was said until the end is read after it.
      const ended = !app.jobs.isOwned(jobId);
      const { lines } = app.jobs.log(jobId, from, PAGE);
      from += lines.length;
      for (const line of lines) {
        const words = `${formatTimeOfDay(line.at)} ${line.level.padEnd(7)} ${line.text}`;
        io.out(json ? JSON.stringify(line) : words);
      }
      if (lines.length === PAGE) continue;
      if (ended) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    endInterrupts();
  }
  if (left) return EXIT.interruptedByKey;
  app.jobs.sweepInterrupted();
  const job = app.jobs.get(jobId);
  if (!job) return EXIT.failed;
  io.out(json ? JSON.stringify({ type: 'finished', job }) : `\n${jobLines(job, language)}`);
  return exitCodeOfJob(job);
}
