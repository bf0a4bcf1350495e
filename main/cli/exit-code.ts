import { assertNever } from '../../shared/assert-never';
import type { ErrorCode } from '../../shared/errors/codes';
import type { Job } from '../../shared/restore/job';

/** Exit statuses of the command line's contract. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  cancelled: 4,
  needsPerson: 5,
  interruptedByKey: 130,
} as const;

/** Errors of an unreachable host: a failure, never "blocked", though they too appear before the first write. */
const UNREACHABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'host-unreachable',
  'connection-lost',
  'no-common-algorithm',
  'sftp-unavailable',
  'command-failed',
  'internal',
]);

/** Errors that say a name or an option was wrong: nothing was done. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'invalid-request',
  'confirm-mismatch',
  'target-not-found',
  'target-exists',
  'job-not-found',
  'dump-not-found',
  'archive-not-found',
  'profile-invalid',
]);

/** Why an interrupted job was not taken over: it is as it was, and somebody else's for now. */
const NOT_TAKEN_OVER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'lock-held',
  'step-lives',
  'job-of-other-target',
  'job-target-unknown',
]);

/** The exit status of a finished run. A run that ended before its first write for a reason of the target is "blocked". */
export function exitCodeOfJob(job: Job): number {
  switch (job.status) {
    case 'completed':
    case 'uploaded':
    case 'rolled_back':
      return EXIT.ok;
    case 'cancelled':
      return EXIT.cancelled;
    case 'interrupted':
      return job.error && NOT_TAKEN_OVER.has(job.error.code)
        ? exitCodeOfError(job.error.code)
        : EXIT.needsPerson;
    case 'failed':
      if (job.needs_person) return EXIT.needsPerson;
      return endedBeforeFirstWrite(job) && job.error && !UNREACHABLE.has(job.error.code)
        ? exitCodeOfError(job.error.code)
        : EXIT.failed;
    case 'validating':
    case 'restoring':
      return EXIT.failed;
    default:
      return assertNever(job.status, 'job status');
  }
}

/** The exit status for an error before any run: usage, unreachable, or what stands against it. */
export function exitCodeOfError(code: ErrorCode): number {
  if (USAGE.has(code)) return EXIT.usage;
  if (code === 'cancelled') return EXIT.cancelled;
  if (code === 'needs-person') return EXIT.needsPerson;
  return UNREACHABLE.has(code) ? EXIT.failed : EXIT.blocked;
}

function endedBeforeFirstWrite(job: Job): boolean {
  return job.steps.every(
    (step) =>
      step.state === 'waiting' || step.id === 'preflight' || (step.id === 'lock' && step.state === 'failed'),
  );
}
