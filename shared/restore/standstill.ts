import { z } from 'zod';

/** What is looked at to tell a step that works from one that stands still. */
export const stallEvidenceSchema = z.enum(['log', 'progress', 'helper', 'sessions']);
export type StallEvidence = z.infer<typeof stallEvidenceSchema>;

/** A session of a step that waits, and the one that holds the lock it waits for. Never what either has asked. */
export const lockWaitSchema = z.object({
  pid: z.number().int(),
  holder: z.object({
    /** 0: a prepared transaction. */
    pid: z.number().int(),
    role: z.string(),
    application: z.string(),
    database: z.string(),
    /** PostgreSQL's word, such as `idle in transaction`. */
    state: z.string(),
    query_started_at: z.string().nullable(),
  }),
});
export type LockWait = z.infer<typeof lockWaitSchema>;
