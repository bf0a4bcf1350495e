import type { Profile } from '../../shared/profile';
import type { Docker } from '../restore/ports/docker';
import type { RemoteHost } from '../restore/ports/host';
import type { RoledContainer } from './propose-profile';

/** Where applications usually answer whether they are well; the front page last. */
const PATHS = ['/health/', '/healthz', '/health', '/api/health/', '/'];
const ASK_MS = 3_000;

/**
 * An HTTP health check for a backend without one of Docker's: the first usual path that answers 200 on a port it
 * publishes, asked as the host reaches it. Null when nothing does.
 */
export async function proposeHealth(
  host: RemoteHost,
  docker: Docker,
  containers: readonly RoledContainer[],
): Promise<Profile['health']> {
  const backend = containers.find(({ role, container }) => role === 'backend' && container.running);
  if (!backend) return null;
  for (const port of await publishedPorts(host, docker, backend.container.id)) {
    for (const path of PATHS) {
      const url = `http://127.0.0.1:${port}${path}`;
      const answer = await host.httpGet(url, ASK_MS).catch(() => null);
      if (answer?.status === 200) return { kind: 'http', url, expectStatus: 200 };
    }
  }
  return null;
}

/** Ports of the host that lead to the container: lines such as `8000/tcp -> 0.0.0.0:8000`. */
async function publishedPorts(host: RemoteHost, docker: Docker, id: string): Promise<readonly number[]> {
  const result = await host.exec([...docker.prefix, 'port', id], { timeoutMs: 30_000 });
  const ports = [...result.stdout.matchAll(/\/tcp -> .*:(\d+)$/gm)].map((match) => Number(match[1]));
  return [...new Set(ports)];
}
