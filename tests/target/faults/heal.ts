import { docker, startDockerEngine } from '../machine/docker-engine';
import type { InstancePaths } from '../machine/paths';
import { conditionsSchema } from '../proxy/conditions';
import { askProxy } from '../proxy/proxy-process';
import { waitUntilHealthy } from '../stack/containers';
import { containerName } from '../stack/names';
import { setHealthFault, thaw } from './container-faults';
import { emptyDisks } from './disk-faults';

/** Undoes every fault. Containers that were stopped on purpose stay stopped; the others are awaited until healthy. */
export async function heal(paths: InstancePaths): Promise<void> {
  await askProxy(paths, { do: 'set', conditions: conditionsSchema.parse({}) });
  await emptyDisks(paths);
  await startDockerEngine(paths);
  await thaw(paths);
  await setHealthFault(paths, '');
  for (const service of ['db', 'backend'] as const) {
    const state = await docker(paths, ['inspect', '-f', '{{.State.Status}}', containerName(service)]);
    if (state !== 'exited' && state !== 'created') await waitUntilHealthy(paths, service);
  }
}
