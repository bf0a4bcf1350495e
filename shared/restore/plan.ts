import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { leftOutGroupSchema } from '../manifest';
import { environmentSchema } from '../profile';
import { administratorSchema, strategySchema } from './job';
import { cancelRuleSchema, stepIdSchema } from './steps';

/** What the operator chose for a restore. */
export const restoreOptionsSchema = z.object({
  restoreSql: z.boolean().default(true),
  restoreMedia: z.boolean().default(true),
  safetyBackup: z.boolean().default(true),
  strategy: strategySchema.default('swap'),
  /** Names one dump where the archive has several. */
  dump: z.string().nullable().default(null),
  /** Warnings the operator has read and overrides: lets `code-behind-data` through. */
  overrides: z.array(z.string()).default([]),
});
export type RestoreOptions = z.infer<typeof restoreOptionsSchema>;

export const planStepSchema = z.object({
  id: stepIdSchema,
  /** Names of what is touched: databases, containers, folders. */
  touches: z.array(z.string()),
  cancel: cancelRuleSchema,
  /** True for the cutover and what follows: past here nothing is cancelled. */
  past_no_return: z.boolean(),
  bytes: z.number().nullable(),
  /** From earlier runs on this target; null the first time. */
  expected_seconds: z.number().nullable(),
});
export type PlanStep = z.infer<typeof planStepSchema>;

/** Free space on one filesystem of the host that grows, in bytes. */
export const planSpaceSchema = z.object({
  /** What grows there: `work directory`, `database`, `media`. */
  purpose: z.string(),
  mount: z.string(),
  total_bytes: z.number(),
  free_bytes: z.number(),
  needed_bytes: z.number(),
  /** Kept free always: the larger of 5 % and 1 GB. */
  reserve_bytes: z.number(),
  fits: z.boolean(),
});
export type PlanSpace = z.infer<typeof planSpaceSchema>;

/** Everything the operator reads before the first write, made by read-only probes. `plan --json` prints it. */
export const planSchema = z.object({
  /** The id the job will have when it is started from this plan: the names below are made from it. */
  job_id: z.string(),
  target: z.string(),
  environment: environmentSchema,
  host: z.string(),
  made_at: z.string(),
  archive: z.object({
    filename: z.string(),
    path: z.string(),
    sha256: z.string(),
    bytes: z.number(),
    made_at: z.string().nullable(),
  }),
  dump: z.string().nullable(),
  dumps: z.array(z.string()),
  strategy: strategySchema,
  restore_sql: z.boolean(),
  restore_media: z.boolean(),
  create_backup_before: z.boolean(),
  steps: z.array(planStepSchema),
  blockers: z.array(appErrorSchema),
  warnings: z.array(appErrorSchema),
  left_out: z.array(leftOutGroupSchema),
  space: z.array(planSpaceSchema),
  expected_seconds: z.number().nullable(),
  expected_downtime_seconds: z.number().nullable(),
  databases: z.object({
    live: z.string(),
    live_oid: z.number().nullable(),
    fresh: z.string(),
    old: z.string(),
    server_version: z.string().nullable(),
  }),
  services: z.array(z.object({ name: z.string(), role: z.string(), running: z.boolean() })),
  media: z
    .object({
      where: z.string(),
      mode: z.enum(['merge', 'mirror']),
      live_files: z.number().nullable(),
      live_bytes: z.number().nullable(),
    })
    .nullable(),
  administrators: z.array(administratorSchema),
  functions: z.array(z.string()),
  triggers: z.array(z.string()),
  policies: z.array(z.string()).default([]),
  /** The role that owns them and runs them after the cutover; null where no dump is restored. */
  runs_as: z.object({ role: z.string(), superuser: z.boolean() }).nullable().default(null),
});
export type Plan = z.infer<typeof planSchema>;
