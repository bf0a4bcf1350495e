import { z } from 'zod';

/** The steps of a run in order (design §5). A step is the unit of code, progress, log, cancel and test. */
export const STEP_IDS = [
  'preflight',
  'lock',
  'upload',
  'safety-backup',
  'load',
  'merge',
  'verify',
  'stage-media',
  'cutover',
  'after',
] as const;
export const stepIdSchema = z.enum(STEP_IDS);
export type StepId = z.infer<typeof stepIdSchema>;

export const stepStateSchema = z.enum([
  'waiting',
  'running',
  'done',
  'skipped',
  'failed',
  'cancelled',
  'reversed',
  'stalled',
]);
export type StepState = z.infer<typeof stepStateSchema>;

/**
 * What a cancel does in a step. `nothing-to-undo`: ends at once, nothing was written. `keeps-part`: the upload's
 * part stays for resuming. `drops`: what the step made is removed. `refused`: the cutover finishes or reverses by itself.
 * In place: `starts-again`: the site comes back on the live database; `puts-back`: on what its safety backup holds.
 */
export const cancelRuleSchema = z.enum([
  'nothing-to-undo',
  'keeps-part',
  'drops',
  'starts-again',
  'puts-back',
  'refused',
]);
export type CancelRule = z.infer<typeof cancelRuleSchema>;

/** What a cancel means in each step. */
export const CANCEL_RULES: Readonly<Record<StepId, CancelRule>> = {
  preflight: 'nothing-to-undo',
  lock: 'nothing-to-undo',
  upload: 'keeps-part',
  'safety-backup': 'drops',
  load: 'drops',
  merge: 'drops',
  verify: 'drops',
  'stage-media': 'drops',
  cutover: 'refused',
  after: 'refused',
};

/** Where a restore in place differs: the site is down in these steps, and from the load on its database is gone. */
export const IN_PLACE_CANCEL_RULES: Readonly<Partial<Record<StepId, CancelRule>>> = {
  'safety-backup': 'starts-again',
  load: 'puts-back',
  merge: 'puts-back',
  verify: 'puts-back',
};

/** The share of a whole run's time a step usually takes; scaled to the steps a run has. */
export const STEP_WEIGHTS: Readonly<Record<StepId, number>> = {
  preflight: 2,
  lock: 1,
  upload: 30,
  'safety-backup': 8,
  load: 35,
  merge: 1,
  verify: 5,
  'stage-media': 12,
  cutover: 5,
  after: 1,
};
