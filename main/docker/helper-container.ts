import { fail } from '../../shared/errors/app-error';
import type { ContainerInfo, HelperSpec } from '../restore/ports/docker';
import type { DockerClient } from './docker-client';
import { dockerFailed, saysMissing, saysNameTaken } from './docker-failure';
import { findContainer } from './find-containers';
import { HELPER_JOB_MOUNT, HELPER_WRAPPER } from './helper-script';
import { type HelperMount, helperArguments, runOneShot } from './one-shot';
import { removeContainer } from './stop-start';

const START_TIMEOUT_MS = 120_000;
/** How long another client may take from making a container to starting it. */
const PATIENCE_MS = 15_000;
/** Tells our containers from others with the same name: which job folder and step they serve. */
const JOB_DIR_LABEL = 'restore-console.job-dir';
const STEP_LABEL = 'restore-console.step';

/**
 * Starts a helper, or adopts the one that this step of this job has already running or ended. Made first and started
 * after: docker gives the name to one only, and only he who got it touches the job folder. Log and status of an
 * earlier run whose container is gone are removed before. Throws `helper-image-missing`, `command-failed`.
 */
export async function startHelper(client: DockerClient, spec: HelperSpec): Promise<void> {
  const present = await findContainer(client, spec.name);
  if (present) return adopt(client, present, spec);
  await requireSources(client, spec);
  const args = createArguments(spec);
  const result = await client.call(args, { timeoutMs: START_TIMEOUT_MS });
  if (result.exitCode === 0) return startMade(client, spec);
  const other = saysNameTaken(result) ? await findSoon(client, spec.name) : null;
  if (!other) throw dockerFailed([...client.prefix, ...args], result);
  return adopt(client, other, spec);
}

/** Docker gives a name away some time before the container behind it can be inspected. */
async function findSoon(client: DockerClient, name: string): Promise<ContainerInfo | null> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 250) {
    const found = await findContainer(client, name);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return null;
}

/** True when the image is on the host: nothing is ever pulled. */
export async function imageExists(client: DockerClient, image: string): Promise<boolean> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', image];
  const result = await client.call(args);
  if (result.exitCode === 0) return true;
  if (saysMissing(result)) return false;
  throw dockerFailed([...client.prefix, ...args], result);
}

/**
 * Removes entries of a job folder that a helper made as root and the SSH user may not remove.
 * `names` are base names in the folder; without them everything in it goes.
 */
export async function removeJobLeftovers(
  client: DockerClient,
  jobDir: string,
  image: string,
  names: readonly string[] | null = null,
): Promise<void> {
  const script = `cd ${HELPER_JOB_MOUNT} || exit 1
if [ "$#" -eq 0 ]; then find . -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +; exit; fi
for name do rm -rf -- "./$name" || exit 1; done`;
  const mounts = [{ source: jobDir, target: HELPER_JOB_MOUNT, readOnly: false }];
  const result = await runOneShot(client, { image, mounts, script, args: names ?? [] });
  if (result.exitCode !== 0) throw dockerFailed(['rm', '-rf', jobDir], result);
}

/** Throws for a volume that is not there: docker would make an empty one in silence. */
export async function requireVolumes(client: DockerClient, mounts: readonly HelperMount[]): Promise<void> {
  for (const { source } of mounts.filter((mount) => !mount.source.startsWith('/'))) {
    const args = ['volume', 'inspect', source];
    const result = await client.call(args);
    if (result.exitCode !== 0) throw dockerFailed([...client.prefix, ...args], result);
  }
}

async function requireSources(client: DockerClient, spec: HelperSpec): Promise<void> {
  const [there] = await Promise.all([imageExists(client, spec.image), requireVolumes(client, spec.mounts)]);
  if (!there) throw fail('helper-image-missing', { image: spec.image, host: client.host.address });
}

async function prepareJobFolder(client: DockerClient, spec: HelperSpec): Promise<void> {
  const { host } = client;
  const path = `${spec.jobDir}/${spec.step}`;
  for (const old of [`${path}.begun`, `${path}.status`, `${path}.status.part`, `${path}.log`])
    await host.removeFile(old);
  // The script is a file: an argument may have 128 KiB at most, and `ps` shows it.
  await host.writeFile(`${path}.sh`, spec.script, 0o600);
}

function createArguments(spec: HelperSpec): string[] {
  const mounts = [...spec.mounts, { source: spec.jobDir, target: HELPER_JOB_MOUNT, readOnly: false }];
  const labels = { ...spec.labels, [JOB_DIR_LABEL]: spec.jobDir, [STEP_LABEL]: spec.step };
  return [
    ...['create', '--name', spec.name, '--restart', 'no'],
    ...helperArguments({ network: spec.network, mounts, labels, env: spec.env }),
    ...(spec.envFile === null ? [] : ['--env-file', spec.envFile]),
    ...(spec.shmBytes === undefined ? [] : ['--shm-size', String(spec.shmBytes)]),
    ...[spec.image, '-c', HELPER_WRAPPER, 'rc-helper', spec.step, ...spec.args],
  ];
}

async function adopt(client: DockerClient, container: ContainerInfo, spec: HelperSpec): Promise<void> {
  if (!isOf(container, spec)) {
    throw fail('command-failed', {
      command: `docker create --name ${spec.name}`,
      exitCode: 'none: a container of that name belongs to something else',
    });
  }
  // Made and not started: its maker is just about to, or went away before.
  for (let waited = 0; waited < PATIENCE_MS; waited += 250) {
    const now = await findContainer(client, container.id);
    if (now?.status !== 'created') return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await startMade(client, spec);
}

/** One that cannot be started is removed again: it would be adopted for ever. */
async function startMade(client: DockerClient, spec: HelperSpec): Promise<void> {
  const args = ['start', spec.name];
  try {
    await prepareJobFolder(client, spec);
    await client.run(args, { timeoutMs: START_TIMEOUT_MS });
  } catch (thrown) {
    const made = await findContainer(client, spec.name);
    if (made?.status === 'created') await removeContainer(client, made.id);
    throw thrown;
  }
}

function isOf(container: ContainerInfo, spec: HelperSpec): boolean {
  return container.labels[JOB_DIR_LABEL] === spec.jobDir && container.labels[STEP_LABEL] === spec.step;
}
