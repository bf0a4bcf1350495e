import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { environmentSchema } from '../profile';
import { jobSchema } from './job';
import { logLevelSchema, turnSchema } from './run-event';
import { lockWaitSchema, stallEvidenceSchema } from './standstill';
import { stepIdSchema, stepStateSchema } from './steps';

export const runStepSchema = z.object({
  id: stepIdSchema,
  state: stepStateSchema,
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  bytesDone: z.number().nullable(),
  bytesTotal: z.number().nullable(),
  detail: z.string(),
  parts: z.array(z.object({ name: z.string(), seconds: z.number() })),
  /** There while the state is `stalled`. */
  standstill: z.object({ since: z.string(), watched: z.array(stallEvidenceSchema) }).optional(),
  /** Lock waits that last; there while any does. */
  waits: z.array(lockWaitSchema).optional(),
});
export type RunStep = z.infer<typeof runStepSchema>;

/** A run as both processes see it: main folds events into it, the window folds the same events with the same reducer. */
export const runStateSchema = z.object({
  jobId: z.string(),
  lastSeq: z.number().int().nonnegative(),
  phase: z.enum(['starting', 'running', 'cancelling', 'finished']),
  /** There while a run that was cut off is being ended: its steps do not work, and which pair is live is being told. */
  recovering: z.literal(true).optional(),
  target: z.string(),
  environment: environmentSchema,
  filename: z.string(),
  /** There when the run is a rollback. */
  turn: turnSchema.optional(),
  startedAt: z.string().nullable(),
  steps: z.array(runStepSchema),
  /** 0 to 1, never falls. */
  progress: z.number(),
  cutoverPart: z.string().nullable(),
  downtimeBeganAt: z.string().nullable(),
  downtimeEndedAt: z.string().nullable(),
  connection: z.object({
    lost: z.boolean(),
    since: z.string().nullable(),
    retryInSeconds: z.number().nullable(),
  }),
  warnings: z.array(appErrorSchema),
  logCounts: z.record(logLevelSchema, z.number()),
  job: jobSchema.nullable(),
});
export type RunState = z.infer<typeof runStateSchema>;

/** True while the services are down: stopped by this run, and not seen to serve again. */
export function isOutOfService(run: Pick<RunState, 'downtimeBeganAt' | 'downtimeEndedAt'>): boolean {
  return run.downtimeBeganAt !== null && run.downtimeEndedAt === null;
}

/** A run before its first event. */
export function emptyRunState(jobId: string): RunState {
  return {
    jobId,
    lastSeq: 0,
    phase: 'starting',
    target: '',
    environment: 'other',
    filename: '',
    startedAt: null,
    steps: [],
    progress: 0,
    cutoverPart: null,
    downtimeBeganAt: null,
    downtimeEndedAt: null,
    connection: { lost: false, since: null, retryInSeconds: null },
    warnings: [],
    logCounts: { debug: 0, info: 0, warning: 0, error: 0 },
    job: null,
  };
}
