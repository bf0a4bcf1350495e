import { z } from 'zod';
import type { JobPlace } from '../../restore/ports/step';
import type { ServerContext } from '../server-context';

const recordSchema = z.object({
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      inserted: z.number(),
      deleted: z.number(),
    }),
  ),
});

/** Rows the merge put in and took out, per table, triggers of the dump included: as PostgreSQL counted them in its transaction. */
export type MergeRecord = z.infer<typeof recordSchema>;

/** Kept in the job folder, so that verification by another console knows it too. No secret in it. */
export async function writeMergeRecord(
  context: ServerContext,
  place: JobPlace,
  record: MergeRecord,
): Promise<void> {
  await context.host.writeFile(path(place), JSON.stringify(record), 0o600);
}

/** No record: no merge has run, nothing was changed. */
export async function readMergeRecord(context: ServerContext, place: JobPlace): Promise<MergeRecord> {
  const content = await context.host.readFile(path(place));
  return content ? recordSchema.parse(JSON.parse(content.toString('utf8'))) : { tables: [] };
}

/** A fresh database has had no merge. */
export async function forgetMergeRecord(context: ServerContext, place: JobPlace): Promise<void> {
  await context.host.removeFile(path(place));
}

function path(place: JobPlace): string {
  return `${place.jobDir}/merge.json`;
}
