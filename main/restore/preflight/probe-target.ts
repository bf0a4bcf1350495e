import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { AdministratorFacts, DatabaseFacts, FilesystemFacts, MigrationFacts } from '../ports/database';
import type { ContainerInfo, LockOwner } from '../ports/docker';
import type { MediaFacts } from '../ports/media';
import type { ResolvedService, TargetParts, TargetSession } from '../target-session';
import { cachesBeside } from './caches';
import { parseDf } from './df';
import { askHealth, type HealthAnswer } from './health';
import { type UnfinishedCutover, unfinishedCutovers } from './unfinished-cutovers';

/** Everything read-only probes tell of a target. A probe that failed leaves its fact null and its error in `problems`. */
export interface TargetFacts {
  readonly address: string;
  readonly fingerprint: string;
  readonly dockerVersion: string | null;
  readonly workDir: string | null;
  readonly workFilesystem: FilesystemFacts | null;
  readonly container: ContainerInfo | null;
  readonly helperImage: string | null;
  readonly database: DatabaseFacts | null;
  readonly administrators: AdministratorFacts | null;
  readonly migrations: MigrationFacts | null;
  readonly media: MediaFacts | null;
  readonly services: readonly ResolvedService[];
  /** Containers of the same Compose project or network that look like a cache or a broker: what they hold survives a restore. */
  readonly caches: readonly string[];
  readonly lock: LockOwner | null;
  /** Earlier jobs of this target whose cutover has not ended. */
  readonly unfinished: readonly UnfinishedCutover[];
  readonly health: HealthAnswer | null;
  /** Bytes of the archive already on the host, complete and named by its digest; null when not there. */
  readonly archiveThere: number | null;
  readonly problems: readonly AppError[];
}

const HEALTH_TIMEOUT_MS = 5_000;

/**
 * Probes a target without writing anything to it. Only a lost connection is thrown. What does not build on each other
 * is asked beside each other: over a slow line the answers, not the work, are what takes time.
 */
export async function probeTarget(session: TargetSession, archiveSha256: string): Promise<TargetFacts> {
  const problems: AppError[][] = [];
  /** Problems are told in the order the probes are named here, not in which they failed. */
  const attempt = async <T>(probe: () => Promise<T>): Promise<T | null> => {
    const own: AppError[] = [];
    problems.push(own);
    try {
      return await probe();
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'connection-lost') throw thrown;
      own.push(error);
      return null;
    }
  };

  const { profile, host, docker } = session;
  const work = async () => {
    const workDir = await attempt(() => session.workDirectory());
    if (!workDir) return { workDir, workFilesystem: null, archive: null };
    const [workFilesystem, archive] = await Promise.all([
      attempt(() => workSpace(session, workDir)),
      attempt(() => host.stat(`${workDir}/archives/${archiveSha256}.tar.gz`)),
    ]);
    return { workDir, workFilesystem, archive };
  };
  const databaseOf = async (parts: TargetParts) => {
    const database = await attempt(() => parts.database.probe());
    if (!database?.live) return { database, administrators: null, migrations: null };
    const live = profile.database.name;
    const [administrators, migrations] = await Promise.all([
      attempt(() => parts.database.administrators(live)),
      attempt(() => parts.database.migrations(live)),
    ]);
    return { database, administrators, migrations };
  };
  const [{ workDir, workFilesystem, archive }, dockerVersion] = await Promise.all([
    work(),
    attempt(() => docker.version()),
  ]);
  const parts = dockerVersion ? await attempt(() => session.parts()) : null;
  const mediaStore = parts?.media ?? null;
  const [{ database, administrators, migrations }, media, containers, lock, unfinished, healthAnswer] = parts
    ? await Promise.all([
        databaseOf(parts),
        mediaStore ? attempt(() => mediaStore.probe()) : null,
        attempt(() => docker.containers()),
        attempt(() => docker.readLock(parts.container.id, profile.database.name)),
        workDir ? attempt(() => unfinishedCutovers(session, parts, workDir)) : null,
        attempt(() => health(session)),
      ])
    : [{ database: null, administrators: null, migrations: null }, null, null, null, null, null];
  return {
    address: host.address,
    fingerprint: host.fingerprint,
    dockerVersion,
    workDir,
    workFilesystem,
    container: parts?.container ?? null,
    helperImage: parts?.helperImage ?? null,
    database,
    administrators,
    migrations,
    media,
    services: parts?.services ?? [],
    caches: parts ? cachesBeside(containers ?? [], parts.container) : [],
    lock,
    unfinished: unfinished ?? [],
    health: healthAnswer,
    archiveThere: archive?.bytes ?? null,
    problems: problems.flat(),
  };
}

async function health(session: TargetSession): Promise<HealthAnswer | null> {
  if (!session.profile.health) return null;
  return askHealth(session.profile.health, session, HEALTH_TIMEOUT_MS);
}

/** The work directory may not exist yet: the nearest parent that does is what will grow. */
async function workSpace(session: TargetSession, workDir: string): Promise<FilesystemFacts> {
  let folder = workDir;
  while (folder !== '/' && (await session.host.stat(folder)) === null) {
    folder = folder.slice(0, Math.max(1, folder.lastIndexOf('/')));
  }
  return parseDf(await session.host.run(['df', '-Pk', folder]));
}
