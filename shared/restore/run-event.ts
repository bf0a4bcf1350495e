import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { environmentSchema } from '../profile';
import { jobSchema, jobStepSchema } from './job';
import { lockWaitSchema, stallEvidenceSchema } from './standstill';
import { stepIdSchema, stepStateSchema } from './steps';

/** On every event: `seq` counts from 1 within a run without gaps, so a reader that missed one asks for a snapshot. */
const base = { jobId: z.string(), seq: z.number().int().positive(), at: z.string() };

export const logLevelSchema = z.enum(['debug', 'info', 'warning', 'error']);
export type LogLevel = z.infer<typeof logLevelSchema>;

export const logEventSchema = z.object({
  type: z.literal('log'),
  ...base,
  step: stepIdSchema.nullable(),
  level: logLevelSchema,
  /** `console`: our own sentence; `host`: a line of a tool on the host, as it came. */
  source: z.enum(['console', 'host']),
  text: z.string(),
});
export type LogEvent = z.infer<typeof logEventSchema>;

/** Which way a rollback exchanges the pairs: to the one from before a restore, or forward again to the restored one. */
export const turnSchema = z.enum(['back', 'forward']);
export type TurnDirection = z.infer<typeof turnSchema>;

/** All a run says, in order. `restore --json` prints one a line. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    ...base,
    target: z.string(),
    environment: environmentSchema,
    filename: z.string(),
    steps: z.array(stepIdSchema),
    /** A run that goes on with one that was cut off: what had ended then, with its times. */
    resumed: z.array(jobStepSchema).optional(),
    /** Ends a run that was cut off: what is known of that one stays, as it is what is being ended. */
    recovers: z.literal(true).optional(),
    /** There when the run is a rollback, and no restore. */
    turn: turnSchema.optional(),
  }),
  z.object({ type: z.literal('step-started'), ...base, step: stepIdSchema }),
  z.object({
    type: z.literal('step-progress'),
    ...base,
    step: stepIdSchema,
    bytesDone: z.number().nullable(),
    bytesTotal: z.number().nullable(),
    /** The last thing known, such as a table's name; never a sentence to translate. */
    detail: z.string(),
  }),
  /** Nothing of what is watched has moved since then. The run goes on: only a person ends it. */
  z.object({
    type: z.literal('step-stalled'),
    ...base,
    step: stepIdSchema,
    since: z.string(),
    watched: z.array(stallEvidenceSchema),
  }),
  z.object({ type: z.literal('step-resumed'), ...base, step: stepIdSchema }),
  /** Sessions of the step that wait for a lock now, with who holds it; empty when none waits any more. */
  z.object({
    type: z.literal('lock-wait'),
    ...base,
    step: stepIdSchema,
    waits: z.array(lockWaitSchema),
  }),
  z.object({
    type: z.literal('step-finished'),
    ...base,
    step: stepIdSchema,
    state: stepStateSchema,
    parts: z.array(z.object({ name: z.string(), seconds: z.number() })),
  }),
  /** A part inside the cutover: stop, swap, media, before-start, start, health, reverse. */
  z.object({
    type: z.literal('cutover-part'),
    ...base,
    part: z.string(),
    state: z.enum(['begin', 'done', 'failed']),
  }),
  z.object({ type: z.literal('downtime'), ...base, state: z.enum(['began', 'ended']) }),
  z.object({
    type: z.literal('connection'),
    ...base,
    state: z.enum(['lost', 'back']),
    retryInSeconds: z.number().nullable(),
  }),
  z.object({ type: z.literal('warning'), ...base, error: appErrorSchema }),
  z.object({ type: z.literal('cancel-requested'), ...base }),
  logEventSchema,
  z.object({ type: z.literal('finished'), ...base, job: jobSchema }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

type OmitFromEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event before the run numbers and stamps it. */
export type RunEventBody = OmitFromEach<RunEvent, 'jobId' | 'seq' | 'at'>;
