import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { languageSchema } from '../language';
import { inspectProgressSchema, manifestSchema } from '../manifest';
import { hopSchema, hostKeySchema, profileSchema } from '../profile';
import { hostJobsSchema } from '../restore/host-job';
import { jobSchema, jobStatusSchema } from '../restore/job';
import { planSchema, restoreOptionsSchema } from '../restore/plan';
import { pruneListSchema, pruneReportSchema } from '../restore/prune';
import { logEventSchema, runEventSchema } from '../restore/run-event';
import { runStateSchema } from '../restore/run-state';
import { settingsSchema } from '../settings';
import {
  checklistSchema,
  discoveryOutcomeSchema,
  hopSecretSchema,
  reachOutcomeSchema,
  targetSummarySchema,
} from '../target-checks';
import { event, request } from './define';

const nothing = z.object({});
const named = z.object({ name: z.string() });
const jobRef = z.object({ jobId: z.string() });

/**
 * THE list of what window and main say to each other. Main's handlers, the preload bridge, the window's client
 * and the double used by window tests are all derived from it. Adding a call: one entry here, one line in
 * main/shell/handlers.
 */
export const contract = {
  archive: {
    /** Opens the system's file dialog; null when it was cancelled. */
    choose: request(nothing, z.object({ path: z.string().nullable() })),
    /** The caller makes up `inspectionId`, to follow progress and to cancel. */
    inspect: request(
      z.object({ path: z.string().min(1), inspectionId: z.string().min(1) }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('inspected'), manifest: manifestSchema }),
        z.object({ kind: z.literal('cancelled') }),
      ]),
    ),
    cancelInspect: request(z.object({ inspectionId: z.string() }), nothing),
    progress: event(inspectProgressSchema.extend({ inspectionId: z.string() })),
    /** The last archives with their verdicts, newest first. */
    recent: request(
      nothing,
      z.object({
        archives: z.array(
          z.object({
            path: z.string(),
            filename: z.string(),
            bytes: z.number(),
            valid: z.boolean(),
            inspectedAt: z.string(),
          }),
        ),
      }),
    ),
    /** Packs a folder made by the backup script into `backup-gcp-YYYYMMDD.tar.gz` beside it. */
    pack: request(z.object({ folder: z.string().min(1) }), z.object({ path: z.string() })),
    chooseFolder: request(nothing, z.object({ path: z.string().nullable() })),
  },
  targets: {
    /** `broken`: errors of profile files that cannot be read; they stay as they are. */
    list: request(
      nothing,
      z.object({ targets: z.array(targetSummarySchema), broken: z.array(appErrorSchema).default([]) }),
    ),
    /** `replaces` names the profile that is edited; null adds one. */
    save: request(z.object({ profile: profileSchema, replaces: z.string().nullable() }), targetSummarySchema),
    remove: request(named, nothing),
    /** Opens a connection and closes it: host key, login, time. Expected outcomes are values. */
    reach: request(named, reachOutcomeSchema),
    /** The checklist: login, docker, database container, admin role, databases, volume, space, health. */
    test: request(named, checklistSchema),
    /** Connects with nothing but how to log in, and offers what it finds. */
    discover: request(
      z.object({
        hop: hopSchema,
        jumpHosts: z.array(hopSchema),
        dockerHost: z.string().nullable(),
        secrets: z.array(hopSecretSchema),
      }),
      discoveryOutcomeSchema,
    ),
    /** Pins a key that was shown; refused unless it is the one the host offers now. `hop` -1 is the target itself, 0… the jump hosts. */
    trust: request(
      z.object({ name: z.string(), hop: z.number().int(), fingerprint: z.string() }),
      z.object({ hostKey: hostKeySchema }),
    ),
    setSecret: request(
      z.object({ name: z.string(), secret: hopSecretSchema, remember: z.boolean() }),
      z.object({ kept: z.enum(['keychain', 'session']) }),
    ),
    forgetSecrets: request(named, nothing),
    chooseKey: request(nothing, z.object({ path: z.string().nullable() })),
    /** What the target still holds of ours, with sizes, and what of it may go. */
    holdings: request(named, pruneListSchema),
    /** Removes what is named by its ids, as far as it may go. `confirm` is the target's name, typed. */
    prune: request(
      z.object({ name: z.string(), confirm: z.string(), items: z.array(z.string()).min(1) }),
      pruneReportSchema,
    ),
  },
  restore: {
    /** Read-only probes of the target against an inspected archive. */
    plan: request(
      z.object({ path: z.string(), target: z.string(), options: restoreOptionsSchema }),
      planSchema,
    ),
    /** Starts a run; the same preflight is made again, so what blocks now is answered as `blocked`. */
    start: request(
      z.object({
        path: z.string(),
        target: z.string(),
        confirm: z.string(),
        options: restoreOptionsSchema,
        /** `job_id` of the plan that was read, so that the names on the host are the ones it showed. */
        plannedJobId: z.uuid().nullable().default(null),
      }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('started'), jobId: z.string() }),
        z.object({ kind: z.literal('refused'), error: appErrorSchema }),
      ]),
    ),
    /** Asks the running step to end by its rule. */
    cancel: request(
      jobRef,
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('asked') }),
        z.object({ kind: z.literal('refused'), error: appErrorSchema }),
      ]),
    ),
    /** Ends an interrupted run on the old or the new pair. `forget`: closes a job whose host is gone. */
    recover: request(
      z.object({ target: z.string(), confirm: z.string(), forget: z.boolean() }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('started'), jobId: z.string() }),
        z.object({ kind: z.literal('refused'), error: appErrorSchema }),
      ]),
    ),
    /**
     * Goes on with an interrupted run from what the host's job folder says; `following` when another process has it.
     * A job that the history lacks is looked for on the target's host, as for `rollback`.
     */
    attach: request(
      z.object({ jobId: z.string(), target: z.string() }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('started'), jobId: z.string() }),
        z.object({ kind: z.literal('following'), jobId: z.string() }),
        z.object({ kind: z.literal('refused'), error: appErrorSchema }),
      ]),
    ),
    /** Back to the pair before a job's restore; forward again where that was done already. */
    rollback: request(
      z.object({ jobId: z.string(), target: z.string(), confirm: z.string() }),
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('started'), jobId: z.string() }),
        z.object({ kind: z.literal('refused'), error: appErrorSchema }),
      ]),
    ),
    /** A target's jobs as its host tells them, whoever ran them: also after this history is lost. */
    jobsOnHost: request(z.object({ target: z.string() }), hostJobsSchema),
    /** What runs now in this process. */
    active: request(nothing, z.object({ runs: z.array(runStateSchema) })),
    /** The whole state of a run, living or from history. */
    snapshot: request(jobRef, z.object({ state: runStateSchema.nullable() })),
    /** Events in order, in batches. A gap in `seq` means: ask for a snapshot. */
    events: event(z.object({ jobId: z.string(), events: z.array(runEventSchema) })),
  },
  jobs: {
    list: request(
      z.object({
        status: jobStatusSchema.nullable().default(null),
        target: z.string().nullable().default(null),
        search: z.string().default(''),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
      z.object({ jobs: z.array(jobSchema), total: z.number() }),
    ),
    show: request(jobRef, z.object({ job: jobSchema })),
    /** Lines of a job's log from `from` (0 is the first). */
    log: request(
      z.object({
        jobId: z.string(),
        from: z.number().int().min(0),
        limit: z.number().int().min(1).max(5000),
      }),
      z.object({ lines: z.array(logEventSchema), total: z.number() }),
    ),
    /** Asks where to, and writes the whole log there; null when the dialog was cancelled. */
    exportLog: request(jobRef, z.object({ path: z.string().nullable() })),
    /** Asks where to, and writes the job's report there: a page, or JSON by the name's ending. The page never learns the path. */
    saveReport: request(
      z.object({ jobId: z.string(), language: languageSchema }),
      z.object({ saved: z.boolean() }),
    ),
    /** Opens the job's report as a page in the system's browser. */
    openReport: request(z.object({ jobId: z.string(), language: languageSchema }), nothing),
    changed: event(z.object({ job: jobSchema })),
  },
  terminal: {
    /** `target` null: a local shell in which the backup script can run. */
    open: request(
      z.object({
        target: z.string().nullable(),
        cols: z.number().int().positive(),
        rows: z.number().int().positive(),
      }),
      z.object({ terminalId: z.string(), title: z.string() }),
    ),
    write: request(z.object({ terminalId: z.string(), data: z.string() }), nothing),
    resize: request(
      z.object({
        terminalId: z.string(),
        cols: z.number().int().positive(),
        rows: z.number().int().positive(),
      }),
      nothing,
    ),
    close: request(z.object({ terminalId: z.string() }), nothing),
    data: event(z.object({ terminalId: z.string(), data: z.string() })),
    exit: event(z.object({ terminalId: z.string(), exitCode: z.number() })),
  },
  settings: {
    get: request(nothing, settingsSchema),
    set: request(settingsSchema, settingsSchema),
  },
  app: {
    info: request(
      nothing,
      z.object({
        version: z.string(),
        electron: z.string(),
        chrome: z.string(),
        node: z.string(),
        dataFolder: z.string(),
        logFolder: z.string(),
        systemLocale: z.string(),
        platform: z.string(),
      }),
    ),
    /** Opens one of our own folders in the file manager. */
    openFolder: request(z.object({ which: z.enum(['data', 'logs']) }), nothing),
    copyText: request(z.object({ text: z.string().max(10_000_000) }), nothing),
    /** Asks where to, and writes the text there (a plan, a report). */
    saveText: request(
      z.object({ suggestedName: z.string().min(1), text: z.string() }),
      z.object({ path: z.string().nullable() }),
    ),
    /** A path handed to the app by the system (open with, second instance, drop on the dock). */
    archiveOpened: event(z.object({ path: z.string() })),
  },
} as const;

export type ConsoleContract = typeof contract;
