import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createDockerClient, type DockerClient } from '../../main/docker/docker-client';
import { createDockerHost } from '../../main/docker/docker-host';
import type { Docker, HelperSpec } from '../../main/restore/ports/docker';
import type { RemoteHost } from '../../main/restore/ports/host';
import type { DockerCommand } from '../../shared/profile';
import { CannotRunHere } from '../target/machine/apt';
import { bringUpTestHost, type TestHost } from '../target/test-host';
import { createLocalHost } from './local-host';

/** A real daemon on this machine, driven through the adapters under test, and what a test makes on it. */
export interface DockerUnderTest {
  readonly host: RemoteHost;
  readonly command: DockerCommand;
  readonly client: DockerClient;
  readonly docker: Docker;
  /** A GNU (Debian) image on it. */
  readonly image: string;
  /** Part of every name this test makes. */
  readonly short: string;
  readonly jobDir: string;
  helper(script: string, more?: Partial<HelperSpec>): HelperSpec;
  /** Removes containers and volumes with the test's short id, and its folder. */
  cleanUp(): Promise<void>;
}

/**
 * The test host's engine for one test file; containers and volumes of the test go, and the host goes down, after it.
 * Where it cannot run every test of the file is skipped with that reason, printed.
 */
export function dockerForSuite(): {
  readonly under: () => DockerUnderTest;
  readonly testHost: () => TestHost;
} {
  let testHost: TestHost | null = null;
  let under: DockerUnderTest | null = null;
  let reason = '';
  beforeAll(async () => {
    try {
      testHost = await bringUpTestHost({ instance: 'docker' });
    } catch (thrown) {
      if (!(thrown instanceof CannotRunHere)) throw thrown;
      console.warn(`Skipped: ${thrown.message}`);
      reason = thrown.message;
      return;
    }
    under = await openDockerUnderTest(testHost);
  });
  beforeEach(({ skip }) => skip(under === null, reason));
  afterAll(async () => {
    await under?.cleanUp();
    if (process.env.KEEP_TEST_HOST !== '1') await testHost?.down();
  });
  return { under: () => required(under), testHost: () => required(testHost) };
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('The test host is not up');
  return value;
}

async function openDockerUnderTest(testHost: TestHost): Promise<DockerUnderTest> {
  const host = createLocalHost();
  const command: DockerCommand = { command: ['docker'], dockerHost: testHost.docker_host };
  const client = createDockerClient(host, command);
  const docker = createDockerHost({ host, command });
  const image = (await docker.container(testHost.db_container))?.image ?? '';
  const short = randomBytes(4).toString('hex');
  const jobDir = await mkdtemp(join(tmpdir(), `rc-docker-${short}-`));
  return {
    host,
    command,
    client,
    docker,
    image,
    short,
    jobDir,
    helper: (script, more = {}) => ({
      name: `rc-${short}-${more.step ?? 'step'}`,
      image,
      network: 'none',
      jobDir,
      step: 'step',
      mounts: [],
      env: {},
      envFile: null,
      script,
      args: [],
      labels: { 'restore-console.job': short },
      ...more,
    }),
    async cleanUp() {
      for (const container of await docker.containers()) {
        const mine =
          container.labels['restore-console.job'] === short ||
          container.name.includes(short) ||
          container.mounts.some((mount) => mount.name?.includes(short) || mount.source.includes(short));
        if (mine) await docker.removeHelper(container.name);
      }
      const volumes = (await client.run(['volume', 'ls', '-q'])).split('\n');
      for (const name of volumes.filter((volume) => volume.includes(short))) {
        await client.run(['volume', 'rm', name]);
      }
      await rm(jobDir, { recursive: true, force: true });
    },
  };
}
