import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { leftovers, untilHealthy } from '../support/live-application';
import { run } from '../target/machine/run';
import type { Size } from '../target/stack/seed';
import { bringUpTestHost, findTestHost, type TestHost } from '../target/test-host';

const PRISTINE = 'bench_pristine';

/** The test host `bench-SIZE`: one that runs is used and left running, else it goes again at `leave`. */
export async function benchHost(
  size: Size,
): Promise<{ readonly host: TestHost; readonly leave: () => Promise<void> }> {
  const instance = `bench-${size}`;
  const running = await findTestHost(instance);
  const host = running ?? (await bringUpTestHost({ instance, size }));
  return { host, leave: async () => void (running || (await host.down())) };
}

/** The test host's live pair put away once, and put back before every run, so that each run meets the same state. */
export interface BenchGround {
  putBack(): Promise<void>;
}

/** Keeps a copy of the live database (as a database beside it) and of the media (hard links on the same file system). */
export async function prepareGround(host: TestHost): Promise<BenchGround> {
  const media = (await host.docker(['volume', 'inspect', '-f', '{{.Mountpoint}}', host.media_volume])).trim();
  // Beside it, for a hard link does not leave a mount, and the engine's data are one.
  const kept = join(dirname(media), 'bench-pristine');
  if (!(await databases(host)).includes(PRISTINE)) {
    await stopServices(host);
    await rm(kept, { recursive: true, force: true });
    await run(['cp', '-al', media, kept]);
    await copyDatabase(host, host.database, PRISTINE);
    await startServices(host);
  }
  return {
    async putBack() {
      await removeHelpers(host);
      await stopServices(host);
      for (const database of await databases(host)) {
        if (database !== PRISTINE) await host.psql(`DROP DATABASE "${database}" WITH (FORCE)`, 'postgres');
      }
      await copyDatabase(host, PRISTINE, host.database);
      await emptyFolder(media);
      await run(['cp', '-al', `${kept}/.`, media]);
      for (const { home } of Object.values(host.users)) {
        for (const folder of ['.restore-console', 'restore-by-script']) {
          await rm(join(home, folder), { recursive: true, force: true });
        }
      }
      await startServices(host);
      await host.psql('CHECKPOINT', 'postgres');
      await run(['sync']);
    },
  };
}

/** Of a run that was ended before its end. */
async function removeHelpers(host: TestHost): Promise<void> {
  const { containers } = await leftovers(host);
  if (containers.length > 0) await host.docker(['rm', '-f', '-v', ...containers]);
}

/** All but the server's own, whatever a run left under whatever name. */
async function databases(host: TestHost): Promise<readonly string[]> {
  const names = await host.psql(
    "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'",
    'postgres',
  );
  return names.split('\n').filter((name) => name !== '');
}

async function copyDatabase(host: TestHost, from: string, to: string): Promise<void> {
  await host.psql(
    `CREATE DATABASE ${to} TEMPLATE ${from} OWNER ${host.db_role} STRATEGY file_copy`,
    'postgres',
  );
}

async function stopServices(host: TestHost): Promise<void> {
  await host.docker(['stop', '-t', '10', ...host.services]);
}

async function startServices(host: TestHost): Promise<void> {
  await host.docker(['start', ...host.services]);
  await untilHealthy(host);
}

async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}
