import { assertNever } from '../../../shared/assert-never';
import { toAppError } from '../../../shared/errors/app-error';
import type { RunEvent } from '../../../shared/restore/run-event';
import type { StallEvidence } from '../../../shared/restore/standstill';
import type { StepId } from '../../../shared/restore/steps';
import type { RunContext } from './run-context';
import { type ActivitySample, STALL_RULES, type StallNews, type StallRules, StallWatch } from './stall-watch';

/** Helpers of a step by the last part of their names, and whether it works through sessions of the server. */
interface Watched {
  readonly helpers: readonly string[];
  readonly server: boolean;
}

/** Steps whose work on the host can stand still unseen. The cutover's script keeps its own time limits. */
const WATCHED: Partial<Readonly<Record<StepId, Watched>>> = {
  'safety-backup': { helpers: ['safety-backup'], server: true },
  load: { helpers: ['load'], server: true },
  merge: { helpers: [], server: true },
  verify: { helpers: ['verify'], server: true },
  'stage-media': { helpers: ['media-stage', 'media-verify'], server: false },
};

/**
 * Watches a step while it works: when nothing moves, neither in what it says nor in what its processes and sessions
 * do, it is told as stalled, and when something moves again, as going on. The host is asked only while the step is silent.
 */
export async function watchStep<T>(
  context: RunContext,
  step: StepId,
  work: () => Promise<T>,
  rules: StallRules = STALL_RULES,
): Promise<T> {
  const watched = WATCHED[step];
  if (!watched) return work();
  const { recorder, clock } = context;
  const watch = new StallWatch(clock, rules);
  let moved = false;
  let speaking = false;
  let asking = false;
  let ended = false;
  let said = '';
  let waiting = false;
  const endListening = recorder.listen((event) => {
    const words = speaking ? null : wordsOf(event, step);
    if (words === null || words === said) return;
    if (event.type === 'step-progress') said = words;
    moved = true;
  });
  const tell = (news: readonly StallNews[]): void => {
    if (ended) return;
    speaking = true;
    for (const each of news) {
      if (each.kind === 'waits') waiting = each.waits.length > 0;
      say(context, step, watched, each);
    }
    speaking = false;
  };
  const look = async (): Promise<void> => {
    if (asking) return;
    if (moved) {
      moved = false;
      return tell(watch.moved());
    }
    asking = true;
    try {
      tell(watch.observe(await sample(context, step, watched)));
    } catch (thrown) {
      if (toAppError(thrown).code === 'connection-lost') watch.unreachable();
      else tell(watch.unanswered());
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void look(), rules.sampleEveryMs);
  try {
    return await work();
  } finally {
    // A step that ends before the next look has nobody left to wait for.
    if (waiting) tell([{ kind: 'waits', waits: [] }]);
    ended = true;
    clearInterval(timer);
    endListening();
  }
}

/** What an event says that counts as movement; null where it is none of this step's. Bytes told again are none. */
function wordsOf(event: RunEvent, step: StepId): string | null {
  if (event.type === 'log') return event.step === step ? event.text : null;
  if (event.type !== 'step-progress' || event.step !== step) return null;
  return `${event.bytesDone} ${event.detail}`;
}

async function sample(context: RunContext, step: StepId, watched: Watched): Promise<ActivitySample> {
  const { prepared } = context.products;
  if (!prepared) return { processes: [], progress: '', waits: [] };
  const { place, planned } = prepared;
  const { docker } = await context.session();
  const { database } = await context.parts();
  const server = watched.server
    ? await database.activity(place, planned.names, step === 'safety-backup' ? step : 'new-database')
    : { processes: [], progress: '', waits: [] };
  const processes = [...server.processes];
  for (const helper of watched.helpers) {
    processes.push(...(await docker.processes(`rc-${place.short}-${helper}`)));
  }
  return { ...server, processes };
}

function say(context: RunContext, step: StepId, watched: Watched, news: StallNews): void {
  const { recorder, clock } = context;
  switch (news.kind) {
    case 'stalled': {
      const since = new Date(clock.now().getTime() - news.forMs).toISOString();
      const evidence: readonly StallEvidence[] = [
        'log',
        'progress',
        ...(watched.helpers.length > 0 ? ['helper' as const] : []),
        ...(watched.server ? ['sessions' as const] : []),
      ];
      recorder.emit({ type: 'step-stalled', step, since, watched: [...evidence] });
      recorder.log(step, 'warning', `Nothing has moved since ${since}: ${evidence.join(', ')}`);
      return;
    }
    case 'resumed':
      recorder.emit({ type: 'step-resumed', step });
      recorder.log(step, 'info', 'It moves again');
      return;
    case 'waits':
      recorder.emit({ type: 'lock-wait', step, waits: [...news.waits] });
      for (const { pid, holder } of news.waits) {
        const who = `pid ${holder.pid}, role ${holder.role}, ${holder.application || 'no application name'}, ${holder.state}`;
        const since = holder.query_started_at ?? 'unknown';
        recorder.log(
          step,
          'warning',
          `Session ${pid} waits for a lock; it is held by ${who}, query since ${since}`,
        );
      }
      if (news.waits.length === 0) recorder.log(step, 'info', 'The lock was given free');
      return;
    default:
      assertNever(news, 'news of the watch');
  }
}
