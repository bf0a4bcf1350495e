import { docker, startDockerEngine } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { conditionsSchema } from '../proxy/conditions';
import { askProxy } from '../proxy/proxy-process';
import { waitForBackend, waitForDatabase } from '../stack/containers';
import { containerName } from '../stack/names';
import { setHealthFault, thaw } from './container-faults';
import { emptyDisks } from './disk-faults';
import { startContainersAgain } from './engine-faults';

/** Undoes every fault. Containers that were stopped on purpose stay stopped; the others are awaited until healthy. */
export async function heal(paths: InstancePaths, healthUrl: string): Promise<void> {
  await askProxy(paths, { do: 'set', conditions: conditionsSchema.parse({}) });
  await emptyDisks(paths);
  await startDockerEngine(paths);
  await startContainersAgain(paths);
  await thaw(paths);
  await setHealthFault(paths, '');
  if (await isUp(paths, containerName('db'))) await waitForDatabase(paths);
  if (await isUp(paths, containerName('backend'))) await waitForBackend(paths, healthUrl);
}

/** False for a container that was stopped on purpose. */
async function isUp(paths: InstancePaths, container: string): Promise<boolean> {
  const state = await docker(paths, ['inspect', '-f', '{{.State.Status}}', container]);
  return state !== 'exited' && state !== 'created';
}
