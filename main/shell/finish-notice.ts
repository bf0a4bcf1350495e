import type { Job } from '../../shared/restore/job';
import type { ShellText } from './shell-text';

/** What the notification says about a run that ended; the state of the site comes first. Null: nothing to say. */
export function finishNotice(job: Job, text: ShellText): { title: string; body: string } | null {
  switch (job.status) {
    case 'completed':
      return { title: text.completed(job.target), body: job.original_filename };
    case 'failed':
      return {
        title: text.failed(job.target),
        body: job.needs_person ? text.needsPerson : siteState(job, text),
      };
    case 'cancelled':
      return { title: text.cancelled(job.target), body: siteState(job, text) };
    case 'interrupted':
      return { title: text.interrupted(job.target), body: text.needsPerson };
    default:
      return null;
  }
}

function siteState(job: Job, text: ShellText): string {
  return job.outcome === 'reversed' ? text.failedReversed : text.failedUnchanged;
}
