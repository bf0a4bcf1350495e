import { RestoreConsoleError } from '../../shared/errors/app-error';
import type { Job } from '../../shared/restore/job';
import type { RunEvent } from '../../shared/restore/run-event';
import type { ConsoleApp } from '../composition';
import type { StartOutcome } from '../restore/restore-service';
import type { CommandContext } from './command-context';
import { EXIT, exitCodeOfJob } from './exit-code';
import { createEventLines } from './text/event-line';
import { jobLines } from './text/job-lines';

/**
 * Starts a run, prints its events (one JSON a line, or words), and gives its exit status. The first Ctrl-C asks to
 * cancel by the step's rule; a second one leaves the host as the design says and ends with 130.
 */
export async function followRun(
  context: CommandContext,
  app: ConsoleApp,
  json: boolean,
  start: () => Promise<StartOutcome>,
  options: { readonly exitCode: (end: Job) => number } = { exitCode: exitCodeOfJob },
): Promise<number> {
  const { io, language } = context;
  const line = createEventLines(language);
  let jobId: string | null = null;
  let early: RunEvent[] = [];
  const print = (event: RunEvent): void => {
    const text = json ? JSON.stringify(event) : line(event);
    if (text !== null) io.out(text);
  };
  const endListening = app.restore.listen((event) => {
    if (jobId === null) early.push(event);
    else if (event.jobId === jobId) print(event);
  });
  let endInterrupts: () => void = () => undefined;
  try {
    const outcome = await start();
    if (outcome.kind === 'refused') throw new RestoreConsoleError(outcome.error);
    const { run } = outcome;
    jobId = run.jobId;
    for (const event of early) if (event.jobId === jobId) print(event);
    early = [];
    const left = new Promise<'left'>((resolve) => {
      endInterrupts = handleInterrupts(context, app, run.jobId, () => resolve('left'));
    });
    const end = await Promise.race([run.done, left]);
    if (end === 'left') return EXIT.interruptedByKey;
    if (!json) io.out(`\n${jobLines(end, language)}`);
    return options.exitCode(end);
  } finally {
    endInterrupts();
    endListening();
  }
}

/** The first Ctrl-C asks to cancel; a second one calls `leave`. Returns a function that ends the listening. */
export function handleInterrupts(
  context: CommandContext,
  app: ConsoleApp,
  jobId: string,
  leave: () => void,
): () => void {
  let asked = false;
  return context.io.onInterrupt(() => {
    if (asked) {
      context.io.err(`Left. The host goes on by the design's rule. Follow with: ${attachWords(app, jobId)}`);
      leave();
      return;
    }
    asked = true;
    const outcome = app.restore.cancel(jobId);
    context.io.err(
      outcome.kind === 'asked'
        ? 'Cancelling by the running step’s rule. Ctrl-C again leaves without waiting.'
        : 'The cutover cannot be cancelled: it finishes or reverses by itself. Ctrl-C again leaves without waiting.',
    );
  });
}

/** With the target, so that it also serves on a machine that does not know the job. */
function attachWords(app: ConsoleApp, jobId: string): string {
  const target = app.jobs.get(jobId)?.target;
  return `restore-console attach ${jobId}${target === undefined ? '' : ` --target "${target}"`}`;
}
