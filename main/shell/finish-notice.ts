import type { Job } from '../../shared/restore/job';
import type { TurnDirection } from '../../shared/restore/run-event';
import type { ShellText } from './shell-text';

/** What the notification says about a run that ended. */
export interface FinishNotice {
  readonly title: string;
  readonly body: string;
}

/**
 * The notification of a run's end; the state of the site comes first. Null: nothing to say. `turn`: the run was a
 * rollback. One that did not succeed leaves the job the status it had, with an error: that tells it, too.
 */
export function finishNotice(job: Job, text: ShellText, turn?: TurnDirection): FinishNotice | null {
  const { status, target } = job;
  switch (status) {
    case 'completed':
      return job.error
        ? turnNotice(job, text, 'back')
        : { title: text.completed(target), body: job.original_filename };
    case 'rolled_back':
      return job.error
        ? turnNotice(job, text, 'forward')
        : { title: text.rolledBack(target), body: job.original_filename };
    case 'failed': {
      const title = turn ? text.turnFailed[turn](target) : text.failed(target);
      // A rollback that ended so left no pair that is known to be live.
      return { title, body: job.needs_person || turn ? text.needsPerson : siteState(job, text) };
    }
    case 'cancelled':
      return { title: text.cancelled(target), body: siteState(job, text) };
    case 'interrupted':
      return {
        title: turn ? text.turnInterrupted[turn](target) : text.interrupted(target),
        body: text.needsPerson,
      };
    default:
      return null;
  }
}

function turnNotice(job: Job, text: ShellText, turn: TurnDirection): FinishNotice {
  const title = job.error?.code === 'cancelled' ? text.turnCancelled[turn] : text.turnFailed[turn];
  const body = job.outcome === 'reversed' ? text.turnReversed[turn] : text.turnUnchanged[turn];
  return { title: title(job.target), body };
}

function siteState(job: Job, text: ShellText): string {
  return job.outcome === 'reversed' ? text.failedReversed : text.failedUnchanged;
}
