import { z } from 'zod';
import { cutoverFiles } from '../cutover/files';
import { databaseNames, takenOutName } from '../names';
import type { DatabaseNames } from '../ports/database';
import type { RemoteHost } from '../ports/host';
import type { JobPlace } from '../ports/step';
import { readJson } from '../read-json';
import type { RunRecord } from '../run/run-record';

/**
 * A turn is one exchange of a job's two pairs after its restore: `back` to the pair before it, `forward` again to the
 * restored one. Each has a folder of its own in the job folder, with a cutover script, its journal and this file.
 */
export const turnSchema = z.object({
  version: z.literal(1),
  number: z.number().int().positive(),
  direction: z.enum(['back', 'forward']),
});
export type Turn = z.infer<typeof turnSchema>;

const TURN_FOLDER = /^rollback-(\d+)$/;
const TURN_FILE = 'turn.json';

/** Where a turn lives: the job's place with the turn's own folder. */
export function turnPlace(place: JobPlace, turn: Pick<Turn, 'number'>): JobPlace {
  return { ...place, jobDir: `${place.jobDir}/rollback-${turn.number}` };
}

/** The newest turn whose script was written: before that nothing of it was begun. Null: the job was never turned. */
export async function lastTurn(host: RemoteHost, place: JobPlace): Promise<Turn | null> {
  for (const number of (await turnNumbers(host, place)).reverse()) {
    const there = turnPlace(place, { number });
    const turn = turnSchema.safeParse(await readJson(host, `${there.jobDir}/${TURN_FILE}`));
    if (turn.success && (await host.stat(cutoverFiles(there).script)) !== null) return turn.data;
  }
  return null;
}

/** Opens the folder of the next turn. */
export async function openTurn(
  host: RemoteHost,
  place: JobPlace,
  direction: Turn['direction'],
): Promise<Turn> {
  const number = ((await turnNumbers(host, place)).at(-1) ?? 0) + 1;
  const turn: Turn = { version: 1, number, direction };
  const { jobDir } = turnPlace(place, turn);
  await host.makeDirectory(jobDir, 0o700);
  await host.writeFile(`${jobDir}/${TURN_FILE}`, `${JSON.stringify(turn)}\n`, 0o600);
  return turn;
}

/** The two databases of a job by name and OID, as a turn exchanges them: `live` is what is live before it. */
export function turnDatabases(
  record: RunRecord,
  liveDatabase: string,
  direction: Turn['direction'],
): { readonly names: DatabaseNames; readonly liveOid: number; readonly nextOid: number } | null {
  const before = record.facts.database?.live?.oid;
  const restored = record.products.freshOid;
  if (record.plan.dump === null || before === undefined || restored === undefined) return null;
  const names = databaseNames(liveDatabase, record.job.id);
  const out = takenOutName(liveDatabase, record.job.id);
  return direction === 'back'
    ? { names: { ...names, fresh: names.old, old: out }, liveOid: restored, nextOid: before }
    : { names: { ...names, fresh: out }, liveOid: before, nextOid: restored };
}

async function turnNumbers(host: RemoteHost, place: JobPlace): Promise<number[]> {
  const names = await host.list(place.jobDir);
  return names
    .flatMap((name) => {
      const number = TURN_FOLDER.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    })
    .sort((a, b) => a - b);
}
