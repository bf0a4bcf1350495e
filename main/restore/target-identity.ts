import { z } from 'zod';
import type { ContainerInfo } from './ports/docker';
import type { RemoteHost } from './ports/host';
import { readJson } from './read-json';
import type { TargetParts, TargetSession } from './target-session';

/**
 * Which database of which container on which engine: what tells two targets apart that share a work directory, and
 * perhaps the name of their database. Never a profile's name: consoles name targets as they like.
 */
export interface TargetIdentity {
  readonly database: string;
  readonly container: ContainerName;
  /** Docker's own id of the engine; null where it has none, as Podman. */
  readonly engine: string | null;
  /** Every container on the engine, stopped ones too: who else a folder may speak of. */
  readonly containers: readonly ContainerName[];
}

type ContainerName = Pick<ContainerInfo, 'id' | 'name'>;

/** What a job folder tells of it: folders of an earlier version name the database alone. */
export interface FolderTarget {
  readonly database: string;
  readonly container: ContainerName | null;
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
export async function identityOf(
  session: TargetSession,
  parts: Pick<TargetParts, 'container'>,
): Promise<TargetIdentity> {
  const { id, name } = parts.container;
  return {
    database: session.profile.database.name,
    container: { id, name },
    engine: await session.docker.engineId(),
    containers: await session.docker.containers(),
  };
}

/** What the folder of a job says of its target; null where there is no job.json that can be read. */
export async function readFolderTarget(host: RemoteHost, jobDir: string): Promise<FolderTarget | null> {
  const file = folderTargetSchema.safeParse(await readJson(host, `${jobDir}/job.json`));
  return file.success ? file.data : null;
}

/**
 * Whose a folder is, as far as it tells. A container's id is nobody else's. One that was made anew has another id, and
 * its old name on the same engine alone says that it is the same. Compose 2 gives other names than Compose 1 did, and an
 * engine that was installed anew has another id: neither makes a folder another target's. Only a container that is there
 * beside this one does.
 */
export function belonging(folder: FolderTarget | null, here: TargetIdentity): Belonging {
  if (folder === null) return 'unknown';
  if (folder.database !== here.database) return 'other-database';
  const { container } = folder;
  if (container === null) return 'unknown';
  if (container.id === here.container.id) return 'ours';
  if (container.name === here.container.name) {
    return folder.engine !== null && folder.engine === here.engine ? 'ours' : 'unknown';
  }
  const there = here.containers.some(({ id, name }) => id === container.id || name === container.name);
  return there ? 'other-target' : 'unknown';
}

/** Compose 1 joins a container's name with `_`, Compose 2 with `-`. */
export function calledAlike(one: string, other: string): boolean {
  return one.replaceAll('_', '-') === other.replaceAll('_', '-');
}
