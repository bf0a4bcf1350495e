import { z } from 'zod';
import type { RemoteHost } from './ports/host';
import { readJson } from './read-json';
import type { TargetParts, TargetSession } from './target-session';

/**
 * Which database of which container on which engine: what tells two targets apart that share a work directory, and
 * perhaps the name of their database. Never a profile's name: consoles name targets as they like.
 */
export interface TargetIdentity {
  readonly database: string;
  readonly container: { readonly id: string; readonly name: string };
  /** Docker's own id of the engine; null where it has none, as Podman. */
  readonly engine: string | null;
}

/** What a job folder tells of it: folders of an earlier version name the database alone. */
export interface FolderTarget {
  readonly database: string;
  readonly container: TargetIdentity['container'] | null;
  readonly engine: string | null;
}

export type Belonging = 'ours' | 'other-database' | 'other-target' | 'unknown';

/** The part of job.json, as the lock step writes it. */
export const folderTargetSchema = z
  .object({
    databases: z.object({ live: z.string() }),
    database_container: z.object({ id: z.string(), name: z.string() }).nullish(),
    engine: z.string().nullish(),
  })
  .transform(
    (file): FolderTarget => ({
      database: file.databases.live,
      container: file.database_container ?? null,
      engine: file.engine ?? null,
    }),
  );

/** Who a session's target is. */
export async function identityOf(session: TargetSession, parts: TargetParts): Promise<TargetIdentity> {
  const { id, name } = parts.container;
  return {
    database: session.profile.database.name,
    container: { id, name },
    engine: await session.docker.engineId(),
  };
}

/** What the folder of a job says of its target; null where there is no job.json that can be read. */
export async function readFolderTarget(host: RemoteHost, jobDir: string): Promise<FolderTarget | null> {
  const file = folderTargetSchema.safeParse(await readJson(host, `${jobDir}/job.json`));
  return file.success ? file.data : null;
}

/**
 * Whose a folder is. A container's id is nobody else's; one that was made anew since has another id and its old name,
 * which says something on the same engine alone.
 */
export function belonging(folder: FolderTarget | null, here: TargetIdentity): Belonging {
  if (folder === null) return 'unknown';
  if (folder.database !== here.database) return 'other-database';
  if (folder.container === null) return 'unknown';
  if (folder.container.id === here.container.id) return 'ours';
  if (folder.container.name !== here.container.name) return 'other-target';
  if (folder.engine === null || here.engine === null) return 'unknown';
  return folder.engine === here.engine ? 'ours' : 'other-target';
}
