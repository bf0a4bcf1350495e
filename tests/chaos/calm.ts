import { setHealthFault, thaw } from '../target/faults/container-faults';
import { emptyDisks } from '../target/faults/disk-faults';
import { startDockerEngine } from '../target/machine/docker-engine';
import { instancePaths } from '../target/machine/paths';
import { conditionsSchema } from '../target/proxy/conditions';
import { askProxy } from '../target/proxy/proxy-process';
import type { TestHost } from '../target/test-host';

/**
 * Ends every fault that lasts. Unlike the test host's own `heal` it starts no container and waits for no health: what
 * a cutover left stopped or blocked has to be mended by the console.
 */
export async function calm(host: TestHost): Promise<void> {
  const paths = instancePaths(host.instance);
  await askProxy(paths, { do: 'set', conditions: conditionsSchema.parse({}) });
  await emptyDisks(paths);
  await startDockerEngine(paths);
  await thaw(paths);
  // A backend that is being removed or started this moment takes no file: the fault went with it.
  await setHealthFault(paths, '').catch(() => undefined);
}
