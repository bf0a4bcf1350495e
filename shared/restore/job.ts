import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { leftOutGroupSchema } from '../manifest';
import { phraseSchema } from '../phrases/phrase-text';
import { stepIdSchema, stepStateSchema } from './steps';

export const JOB_STATUSES = [
  'validating',
  'uploaded',
  'restoring',
  'completed',
  'failed',
  'cancelled',
  'interrupted',
  'rolled_back',
] as const;
export const jobStatusSchema = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const strategySchema = z.enum(['swap', 'in-place']);
export type Strategy = z.infer<typeof strategySchema>;

/** What is left of a failed run: the target as found, or put back by the reverse path. */
export const outcomeSchema = z.enum(['unchanged', 'reversed']);

/** One thing that was checked, its name one of `phrases.checks`. `expected` and `found` are words or figures ready to show. */
export const verificationCheckSchema = z.object({
  name: z.string(),
  expected: z.string(),
  found: z.string(),
  verdict: z.enum(['match', 'mismatch', 'not-checked']),
  /** Why it was not checked, or what differs: in English, and as data for other languages. */
  note: z.string().optional(),
  phrases: z.array(phraseSchema).optional(),
});
export type VerificationCheck = z.infer<typeof verificationCheckSchema>;

export const verificationSchema = z.object({
  passed: z.boolean(),
  checks: z.array(verificationCheckSchema),
  /** Rows per table behind the row check. `expected` null: unknown from the dump. */
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      expected: z.number().nullable(),
      found: z.number(),
    }),
  ),
});
export type Verification = z.infer<typeof verificationSchema>;

/** A step as a job remembers it. */
export const jobStepSchema = z.object({
  id: stepIdSchema,
  state: stepStateSchema,
  started_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  bytes: z.number().nullable(),
  /** Parts inside a step that have a time of their own, such as stop, swap, start and health of the cutover. */
  parts: z.array(z.object({ name: z.string(), seconds: z.number() })),
});
export type JobStep = z.infer<typeof jobStepSchema>;

/** What happened to administrators in the merge (design §7). */
export const administratorSchema = z.object({
  email: z.string(),
  action: z.enum(['kept', 'inserted', 'ambiguous']),
  note: z.string().optional(),
  phrases: z.array(phraseSchema).optional(),
});
export type Administrator = z.infer<typeof administratorSchema>;

/** What a run learned of the host it worked on. */
export const jobHostSchema = z.object({
  /** `user@host:port`. */
  address: z.string(),
  /** `SHA256:…` of the host key that was accepted. */
  fingerprint: z.string(),
  docker_version: z.string().nullable(),
  server_version: z.string().nullable(),
  /** Absolute; the job's folder lies below it. */
  work_directory: z.string().nullable(),
});
export type JobHost = z.infer<typeof jobHostSchema>;

/**
 * A job: one archive for one target, its fields those of the last run. Field names are the contract's
 * (the original system's), also over IPC, so that there is one shape everywhere.
 */
export const jobSchema = z.object({
  id: z.string(),
  status: jobStatusSchema,
  progress_percent: z.number().int().min(0).max(100),
  current_step: z.string(),
  original_filename: z.string(),
  /** Where the archive lies on this machine. */
  backup_file: z.string(),
  file_size_mb: z.number(),
  restore_sql: z.boolean(),
  restore_media: z.boolean(),
  create_backup_before: z.boolean(),
  sql_records_restored: z.number().int(),
  media_files_restored: z.number().int(),
  media_size_mb: z.number(),
  /** The manifest's totals: digest, dump named, versions, counts. */
  backup_metadata: z.record(z.string(), z.unknown()),
  safety_backup_path: z.string(),
  uploaded_by: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  error_message: z.string(),
  error_traceback: z.string(),
  target: z.string(),
  environment: z.enum(['production', 'staging', 'other']),
  strategy: strategySchema,
  outcome: outcomeSchema.nullable(),
  needs_person: z.boolean(),
  downtime_seconds: z.number().nullable(),
  verification: verificationSchema.nullable(),
  steps: z.array(jobStepSchema),
  error: appErrorSchema.nullable(),
  warnings: z.array(appErrorSchema),
  administrators: z.array(administratorSchema),
  /** The pair moved aside, by name: database and media folder. Null until a cutover has happened. */
  old_pair: z.object({ database: z.string().nullable(), media: z.string().nullable() }).nullable(),
  /** The manual way back as commands with names filled in, in order; there when `needs_person` is true. */
  manual_way_back: z.array(z.string()).optional(),
  /** Known from the first contact of the run on; a job of an older console has none. */
  host: jobHostSchema.optional(),
  /** Version of the console that ran it. */
  console_version: z.string().optional(),
  /** Statements of the dump the target was not given. */
  left_out: z.array(leftOutGroupSchema).optional(),
  /**
   * What undoes the job's last exchange of pairs by hand: after a restore the way back, after a rollback the way forward
   * again. Commands with names filled in, in order; `#` lines explain. Known once a cutover has begun.
   */
  manual_undo: z.array(z.string()).optional(),
  created_at: z.string(),
});
export type Job = z.infer<typeof jobSchema>;
