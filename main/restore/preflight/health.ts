import { assertNever } from '../../../shared/assert-never';
import { toAppError } from '../../../shared/errors/app-error';
import type { HealthCheck } from '../../../shared/profile';
import type { Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';

/** One answer of the application's health check. `detail` is what was seen: a status, a word of Docker, an exit code. */
export interface HealthAnswer {
  readonly healthy: boolean;
  readonly detail: string;
}

/** Asks the application once whether it is well, by the profile's rule. Never throws for a sick application. */
export async function askHealth(
  check: HealthCheck,
  reach: { readonly host: RemoteHost; readonly docker: Docker },
  timeoutMs: number,
): Promise<HealthAnswer> {
  switch (check.kind) {
    case 'http':
      return askHttp(check.url, check.expectStatus, reach.host, timeoutMs);
    case 'docker': {
      const [container] = await reach.docker.resolve(check.service);
      if (!container) return { healthy: false, detail: 'no container' };
      const state = container.health ?? (container.running ? 'no health check' : container.status);
      return { healthy: container.health === 'healthy', detail: state };
    }
    case 'command': {
      const [container] = await reach.docker.resolve(check.service);
      if (!container?.running) return { healthy: false, detail: container?.status ?? 'no container' };
      const result = await reach.docker.exec(container.id, check.command, { timeoutMs });
      return { healthy: result.exitCode === 0, detail: `exit ${result.exitCode}` };
    }
    default:
      return assertNever(check, 'health check');
  }
}

async function askHttp(
  url: string,
  expected: number,
  host: RemoteHost,
  timeoutMs: number,
): Promise<HealthAnswer> {
  try {
    const answer = await host.httpGet(url, timeoutMs);
    return { healthy: answer.status === expected, detail: `HTTP ${answer.status}` };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'connection-lost') throw thrown;
    return { healthy: false, detail: error.evidence?.stderrTail ?? error.code };
  }
}
