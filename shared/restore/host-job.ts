import { z } from 'zod';
import { appErrorSchema } from '../errors/app-error';
import { jobSchema, jobStatusSchema } from './job';

/**
 * A job as its folder on a target's host tells it, under this console's name of the target. One that is under way there
 * reads `interrupted`: another console may be running it, which is asked when it is acted upon. `here` is the state this
 * machine's history has of it; null where the history lacks it.
 */
export const hostJobSchema = z.object({ job: jobSchema, here: jobStatusSchema.nullable() });
export type HostJob = z.infer<typeof hostJobSchema>;

/** What a host says of its jobs, newest first; a host that does not answer is an answer, with its reason. */
export const hostJobsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('told'), jobs: z.array(hostJobSchema) }),
  z.object({ kind: z.literal('not-told'), error: appErrorSchema }),
]);
export type HostJobs = z.infer<typeof hostJobsSchema>;
