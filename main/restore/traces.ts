import { databaseNames, heldName } from './names';
import { readDatabaseName } from './prune/our-names';

/** What on a target may bear a job's name: databases and roles of its server, trees kept beside its media. */
export interface Traces {
  readonly databases: readonly { readonly name: string }[];
  readonly roles: readonly string[];
  /** Short ids of the jobs that keep media. */
  readonly media: readonly string[];
}

/** Whether a database beside `live`, or it itself while it is held, or the loader role is named after a job. */
export function bearsItsName(
  live: string,
  short: string,
  { databases, roles }: Omit<Traces, 'media'>,
): boolean {
  const held = heldName(live, short);
  return (
    databases.some(({ name }) => name === held || readDatabaseName(live, name)?.short === short) ||
    roles.includes(databaseNames(live, short).loader)
  );
}

/** Whether a job has left something on this very target. A folder may not tell whose it is: these do. */
export function leftTraces(live: string, short: string, traces: Traces): boolean {
  return bearsItsName(live, short, traces) || traces.media.includes(short);
}
