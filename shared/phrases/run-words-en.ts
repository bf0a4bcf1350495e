import type { LeftOutRule } from '../manifest';
import type { Administrator, JobStatus, VerificationCheck } from '../restore/job';
import type { StepId, StepState } from '../restore/steps';

/** Words of runs that window and report share; parts of a cutover in the order they run. */
export const runWordsEn = {
  steps: {
    preflight: 'Check the target',
    lock: 'Lock the target',
    upload: 'Upload the archive',
    'safety-backup': 'Safety backup',
    load: 'Load the new database',
    merge: 'Merge administrators',
    verify: 'Verify the new database',
    'stage-media': 'Stage the media',
    cutover: 'Cutover',
    after: 'After',
  },
  parts: {
    prepare: 'Prepare',
    'catch-up': 'Add the newest media',
    stop: 'Stop services',
    block: 'Close the database',
    swap: 'Swap the databases',
    media: 'Move the media',
    'before-start': 'Commands before start',
    start: 'Start services',
    health: 'Wait for health',
    workers: 'Start workers',
    reverse: 'Take back',
  },
  stepStates: {
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    cancelled: 'Cancelled',
    reversed: 'Taken back',
    stalled: 'Stalled',
  },
  jobStatuses: {
    validating: 'Checking',
    uploaded: 'Uploaded',
    restoring: 'Restoring',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
    interrupted: 'Interrupted',
    rolled_back: 'Rolled back',
  },
  verdicts: { match: 'Match', mismatch: 'Differs', 'not-checked': 'Not checked' },
  adminActions: {
    kept: 'kept superuser, with the backup’s data',
    inserted: 'added from the site before',
    ambiguous: 'matched several users, unchanged',
  },
  leftOutRules: {
    owner: 'Owners: tables are given to the application’s role instead.',
    acl: 'Grants: those of the live database are applied instead.',
    'cloud-sql-role': 'Cloud SQL roles: they exist only there.',
    'cloud-sql-extension': 'Cloud SQL extensions: they exist only there.',
    extension: 'Extensions: they are made beforehand by the admin role.',
    'schema-exists': 'CREATE SCHEMA of a schema that is there already.',
    'comment-on-extension': 'Comments on extensions: only a superuser may set them.',
    restrict: 'psql’s \\restrict lines: older clients do not know them.',
    'unknown-setting': 'Settings this server does not know.',
    publication: 'Publications: replication is set up on the target itself.',
    subscription: 'Subscriptions: replication is set up on the target itself.',
    'event-trigger': 'Event triggers: only a superuser may make them.',
    'create-database': 'CREATE DATABASE and what sets it up: the new database is made beside the live one.',
    clean: 'DROP statements: the new database is empty.',
  },
} as const satisfies RunWords & { parts: object };

/** What every language has. Parts are named by the host's journal; one without words is shown as it is. */
export interface RunWords {
  readonly steps: Readonly<Record<StepId, string>>;
  readonly stepStates: Readonly<Record<StepState, string>>;
  readonly jobStatuses: Readonly<Record<JobStatus, string>>;
  readonly verdicts: Readonly<Record<VerificationCheck['verdict'], string>>;
  readonly adminActions: Readonly<Record<Administrator['action'], string>>;
  readonly leftOutRules: Readonly<Record<LeftOutRule, string>>;
}
