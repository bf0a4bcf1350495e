import { z } from 'zod';
import type { RemoteHost } from '../ports/host';
import type { HeldDatabase } from '../ports/in-place';
import type { JobPlace } from '../ports/step';

const surveySchema = z.object({
  tables: z.array(z.object({ name: z.string(), rows: z.number() })).readonly(),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
  objects: z.array(z.object({ kind: z.string(), count: z.number() })).readonly(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
});

const backupSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  /** What the database held when it was dumped: what a database put back is compared with. */
  survey: surveySchema,
});
export type ProvenBackup = z.infer<typeof backupSchema>;

/** What a restore in place has done to the site, and all it takes to end it: on the host before it is done. */
export const inPlaceJournalSchema = z.object({
  version: z.literal(1),
  live: z.string(),
  held: z.string(),
  live_oid: z.number(),
  /** As they were before the first was stopped. */
  services: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.enum(['backend', 'worker', 'other']),
      grace_seconds: z.number(),
      was_running: z.boolean(),
    }),
  ),
  /** Null: not asked. A site that was not well before owes no health afterwards. */
  healthy_before: z.boolean().nullable(),
  /** Null: not proven yet, so the live database may not be dropped. */
  backup: backupSchema.nullable(),
  /** Written before the drop. The server alone says whether it came to it. */
  dropping: z.boolean(),
  /** The database that was put back and found complete. */
  put_back_oid: z.number().nullable(),
});
export type InPlaceJournal = z.infer<typeof inPlaceJournalSchema>;

/** Null: nothing of a restore in place has begun, or it has ended. Throws on a journal that cannot be read. */
export async function readInPlaceJournal(
  host: RemoteHost,
  place: Pick<JobPlace, 'jobDir'>,
): Promise<InPlaceJournal | null> {
  const content = await host.readFile(path(place));
  return content === null ? null : inPlaceJournalSchema.parse(JSON.parse(content.toString('utf8')));
}

/** Counts once it is on the host's disk: what follows may not be taken back without it. */
export async function writeInPlaceJournal(
  host: RemoteHost,
  place: Pick<JobPlace, 'jobDir'>,
  journal: InPlaceJournal,
): Promise<void> {
  await host.writeFile(path(place), `${JSON.stringify(journal, null, 2)}\n`, 0o600);
  await host.run(['sync'], { timeoutMs: 600_000 });
}

/** Puts it aside: the run has ended, and a later run of the job begins anew. */
export async function endInPlaceJournal(
  host: RemoteHost,
  place: Pick<JobPlace, 'jobDir'>,
  how: 'completed' | 'taken-back',
): Promise<void> {
  if ((await host.stat(path(place))) === null) return;
  const ended = `${place.jobDir}/in-place.${how}.json`;
  await host.removeFile(ended);
  await host.rename(path(place), ended);
}

export function heldDatabase(journal: InPlaceJournal): HeldDatabase {
  return { oid: journal.live_oid, live: journal.live, held: journal.held };
}

function path(place: Pick<JobPlace, 'jobDir'>): string {
  return `${place.jobDir}/in-place.json`;
}
