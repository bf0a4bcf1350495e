import { z } from 'zod';
import { evidenceSchema } from '../errors/app-error';
import { errorCodeSchema } from '../errors/codes';
import { languageSchema } from '../language';
import { leftOutRuleSchema } from '../manifest';
import { environmentSchema } from '../profile';
import { administratorSchema, jobStatusSchema, outcomeSchema, strategySchema } from './job';
import { logLevelSchema } from './run-event';
import { stepIdSchema, stepStateSchema } from './steps';

/**
 * How a job ended, as a report may say it. `verified` alone says "restored"; `not-verified` is a new pair that is live
 * without every check this job owed.
 */
export const REPORT_OUTCOMES = [
  'verified',
  'not-verified',
  'unchanged',
  'as-found',
  'reversed',
  'needs-person',
  'cancelled',
  'interrupted',
  'rolled-back',
  'uploaded',
  'running',
] as const;
export const reportOutcomeSchema = z.enum(REPORT_OUTCOMES);
export type ReportOutcome = z.infer<typeof reportOutcomeSchema>;

/** An error or a warning with its sentences in the report's language. */
export const reportErrorSchema = z.object({
  code: errorCodeSchema,
  title: z.string(),
  explanation: z.string(),
  next: z.string(),
  /** What exists because of it; empty where nothing is said. */
  left: z.string(),
  evidence: evidenceSchema.nullable(),
});
export type ReportError = z.infer<typeof reportErrorSchema>;

export const reportStepSchema = z.object({
  id: stepIdSchema,
  label: z.string(),
  state: stepStateSchema,
  state_label: z.string(),
  started_at: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  bytes: z.number().nullable(),
  parts: z.array(z.object({ name: z.string(), label: z.string(), seconds: z.number() })),
});

/**
 * A job's report: everything of a finished or interrupted run that is to be filed, secrets taken out. `report --json`
 * prints it. Sentences and labels are in `language`; everything else is language-free.
 */
export const reportSchema = z.object({
  report_version: z.literal(1),
  language: languageSchema,
  made_at: z.string(),
  job: z.object({
    id: z.string(),
    status: jobStatusSchema,
    outcome: outcomeSchema.nullable(),
    needs_person: z.boolean(),
    target: z.string(),
    environment: environmentSchema,
    strategy: strategySchema,
    created_at: z.string(),
    started_at: z.string().nullable(),
    completed_at: z.string().nullable(),
    duration_seconds: z.number().nullable(),
    downtime_seconds: z.number().nullable(),
  }),
  outcome: z.object({
    kind: reportOutcomeSchema,
    /** The state of the site, in one sentence. */
    headline: z.string(),
    /** What was proven, or why not; never says "restored" of what was not verified. */
    explanation: z.string(),
  }),
  operator: z.object({ name: z.string(), machine: z.string() }),
  archive: z.object({
    filename: z.string(),
    path: z.string(),
    size_mb: z.number(),
    sha256: z.string().nullable(),
    made_at: z.string().nullable(),
  }),
  dump: z
    .object({
      name: z.string(),
      format: z.string().nullable(),
      tables: z.number().nullable(),
      rows: z.number().nullable(),
    })
    .nullable(),
  host: z.object({
    address: z.string().nullable(),
    key_fingerprint: z.string().nullable(),
    work_directory: z.string().nullable(),
  }),
  versions: z.object({
    /** The console that ran the job, and the one that made the report. */
    console: z.string().nullable(),
    report_console: z.string(),
    docker: z.string().nullable(),
    server: z.string().nullable(),
    dump_server: z.string().nullable(),
    dump_tool: z.string().nullable(),
  }),
  restored: z.object({ rows: z.number(), media_files: z.number(), media_size_mb: z.number() }),
  steps: z.array(reportStepSchema),
  error: reportErrorSchema.nullable(),
  warnings: z.array(reportErrorSchema),
  verification: z
    .object({
      passed: z.boolean(),
      checks: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          expected: z.string(),
          found: z.string(),
          verdict: z.enum(['match', 'mismatch', 'not-checked']),
          verdict_label: z.string(),
          note: z.string(),
        }),
      ),
      tables: z.array(
        z.object({
          schema: z.string(),
          name: z.string(),
          expected: z.number().nullable(),
          found: z.number(),
          verdict: z.enum(['match', 'mismatch', 'not-checked']),
        }),
      ),
    })
    .nullable(),
  administrators: z.array(
    z.object({ email: z.string(), action: administratorSchema.shape.action, words: z.string() }),
  ),
  /** Null: not known to this history. */
  left_out: z
    .array(
      z.object({
        rule: leftOutRuleSchema,
        label: z.string(),
        count: z.number(),
        examples: z.array(z.object({ line: z.number().nullable(), text: z.string() })),
      }),
    )
    .nullable(),
  /** What the target still holds of the run, by name. */
  kept: z.object({
    old_database: z.string().nullable(),
    old_media: z.string().nullable(),
    safety_backup: z.string().nullable(),
  }),
  /** Warnings and errors of the log, the last of them. */
  log: z.object({
    lines: z.array(
      z.object({
        at: z.string(),
        level: logLevelSchema,
        step: stepIdSchema.nullable(),
        source: z.enum(['console', 'host']),
        text: z.string(),
      }),
    ),
    /** Lines of the whole log. */
    total: z.number(),
  }),
  /** How a person takes the job back, or forward again, with docker and psql alone. */
  manual_way: z.object({
    direction: z.enum(['old', 'new', 'none']),
    explanation: z.string(),
    commands: z.array(z.string()),
  }),
});
export type Report = z.infer<typeof reportSchema>;
export type ReportStep = z.infer<typeof reportStepSchema>;
