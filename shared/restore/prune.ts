import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';

/** What can be chosen as a whole: `prune --only`. */
export const PRUNE_GROUPS = ['old-pairs', 'archives', 'safety-backups', 'leftovers', 'job-folders'] as const;
export const pruneGroupSchema = z.enum(PRUNE_GROUPS);
export type PruneGroup = z.infer<typeof pruneGroupSchema>;

export const PRUNE_KINDS = [
  /** The pair a restore moved aside. */
  'old-pair',
  /** The pair a rollback took out. */
  'taken-out-pair',
  /** What a removal that was cut off left of a pair. */
  'rest-of-pair',
  'archive',
  'upload-part',
  'safety-backup',
  'backup-part',
  'fresh-database',
  'loader-role',
  'stage',
  'helper',
  'lock',
  'job-folder',
] as const;

/** What removing means for the operator. */
export const PRUNE_MEANINGS = [
  'rollback-impossible',
  'forward-impossible',
  'sent-again',
  'upload-from-start',
  'backup-gone',
  /** The safety backup of a completed restore in place. */
  'only-way-back',
  'record-gone',
  'nothing-lost',
] as const;

/** Why something stays. */
export const KEEP_REASONS = [
  'job-running',
  'job-interrupted',
  /** It is the live database, whatever it is called. */
  'live',
  /** There is no live database: what is kept aside may be all there is. */
  'live-missing',
  /** Sessions that are not ours are connected to it, or it owns something in the live database. */
  'in-use',
  /** Its OID is not that of what the job moved aside. */
  'not-ours',
  'other-database',
  /** Its job restored in another container, or on another engine. */
  'other-target',
  /** Nothing tells whose it is, and another target may share the work directory. */
  'target-unknown',
  /** A way back hangs on it: the job's old pair goes first. */
  'pair-first',
  /** Only the folder tells whose a safety backup is: the backup goes first. */
  'backup-first',
  /** Only the folder tells whose media left in a volume are, which targets may share: they go first. */
  'media-first',
  /** It is the only way back from a restore: it goes when it is asked for by name. */
  'only-way-back',
  'not-asked',
  'failed',
  'not-reached',
] as const;
export const keepReasonSchema = z.enum(KEEP_REASONS);
export type KeepReason = z.infer<typeof keepReasonSchema>;

const FOLDER_WAITS: ReadonlySet<KeepReason | null> = new Set<KeepReason>([
  'pair-first',
  'backup-first',
  'media-first',
]);

/** True for a job's folder that stays only until what it tells of is gone. */
export function waitsForItsJob(item: { readonly reason: KeepReason | null }): boolean {
  return FOLDER_WAITS.has(item.reason);
}

/** True for what a job's folder waits for: without it nobody can tell whose that is, or go back. */
export function isWaitedFor(item: {
  readonly group: PruneGroup;
  readonly kind: (typeof PRUNE_KINDS)[number];
}): boolean {
  return item.group === 'old-pairs' || item.group === 'safety-backups' || item.kind === 'stage';
}

/** One thing of ours on a target: what it is, what it takes, whose it is, what removing it means, and why it stays. */
export const pruneItemSchema = z.object({
  /** The same thing has the same id in every listing, such as `old-pair 1f2e3d4c`. */
  id: z.string(),
  group: pruneGroupSchema,
  kind: z.enum(PRUNE_KINDS),
  /** Names of databases, folders, files, containers, roles. */
  parts: z.array(z.string()),
  /** What removing it frees. Files that the live media share by hard links are not counted. */
  bytes: z.number().nullable(),
  made_at: z.string().nullable(),
  /** The job's id, or the short id in its names where the host tells no more. */
  job: z.string().nullable(),
  means: z.enum(PRUNE_MEANINGS),
  /** Null: it may go. */
  reason: keepReasonSchema.nullable(),
  /** The error behind `failed`. */
  error: appErrorSchema.nullable(),
});
export type PruneItem = z.infer<typeof pruneItemSchema>;

/** Everything of ours on a target. `locked`: a run has the target, nothing is removed now. */
export const pruneListSchema = z.object({
  target: z.string(),
  items: z.array(pruneItemSchema),
  locked: appErrorSchema.nullable(),
});
export type PruneList = z.infer<typeof pruneListSchema>;

/** What a prune did. `error`: what ended it early, or stood against it. */
export const pruneReportSchema = z.object({
  removed: z.array(pruneItemSchema),
  kept: z.array(pruneItemSchema),
  freed_bytes: z.number(),
  error: appErrorSchema.nullable(),
});
export type PruneReport = z.infer<typeof pruneReportSchema>;
