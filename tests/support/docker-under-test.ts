import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDockerClient, type DockerClient } from '../../main/docker/docker-client';
import { createDockerHost } from '../../main/docker/docker-host';
import type { Docker, HelperSpec, RemoteHost } from '../../main/restore/ports';
import type { DockerCommand } from '../../shared/profile';
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

/** `socket` and `image` come from the test host. */
export async function openDockerUnderTest(socket: string, image: string): Promise<DockerUnderTest> {
  const host = createLocalHost();
  const command: DockerCommand = { command: ['docker'], dockerHost: socket };
  const client = createDockerClient(host, command);
  const docker = createDockerHost({ host, command });
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
        const mine = container.labels['restore-console.job'] === short || container.name.includes(short);
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
