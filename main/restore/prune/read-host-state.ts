import type { RemoteHost } from '../ports/host';
import { identityOf } from '../target-identity';
import type { TargetParts, TargetSession } from '../target-session';
import type { FileHolding, HostState } from './host-state';
import { shortInName } from './our-names';
import { readJobFolders } from './read-job-folders';

/** Looks at everything of ours on a target; reads only. Throws what opening the target's parts throws: half a look decides nothing. */
export async function readHostState(session: TargetSession, parts: TargetParts): Promise<HostState> {
  const { host, docker, profile } = session;
  const workDir = await session.workDirectory();
  const { databases, loaders } = await parts.database.holdings();
  const containers = await docker.containers();
  return {
    workDir,
    database: profile.database.name,
    identity: await identityOf(session, parts),
    databases,
    loaders,
    media: (await parts.media?.holdings()) ?? [],
    helpers: containers
      .filter(({ name }) => shortInName(name) !== null)
      .map(({ name, running }) => ({ name, running })),
    locks: await docker.locks(),
    lockName: docker.lockName(parts.container.id, profile.database.name),
    archives: await files(host, `${workDir}/archives`),
    backups: await files(host, `${workDir}/safety-backups`),
    jobs: await readJobFolders(host, workDir),
  };
}

async function files(host: RemoteHost, folder: string): Promise<readonly FileHolding[]> {
  const found: FileHolding[] = [];
  for (const name of await host.list(folder)) {
    const stats = await host.stat(`${folder}/${name}`);
    if (!stats || stats.directory) continue;
    found.push({ name, bytes: stats.bytes, madeAt: new Date(stats.modifiedAt).toISOString() });
  }
  return found;
}
