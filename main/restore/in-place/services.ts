import { fail, toAppError } from '../../../shared/errors/app-error';
import type { HealthCheck } from '../../../shared/profile';
import type { Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';
import type { StepIo } from '../ports/step';
import { askHealth } from '../preflight/health';
import type { InPlaceJournal } from './journal';

type Io = Pick<StepIo, 'log'>;

const ASK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 5_000;
/** At least this long the old site may take to be healthy again, however short the target's own limit is. */
const HEALTHY_AGAIN_SECONDS = 120;
/** What something else starts again in between is stopped so often. */
const ROUNDS = 4;

/**
 * Stops the services in order, each with its grace, until none that ran runs. Gives the names of those that had to be
 * killed. Safe to repeat. Throws `stop-failed`.
 */
export async function stopServices(
  docker: Docker,
  services: InPlaceJournal['services'],
  io: Io,
): Promise<readonly string[]> {
  const killed = new Set<string>();
  for (let round = 1; ; round += 1) {
    let stopped = 0;
    for (const service of services) {
      const how = await docker.stop(service.id, service.grace_seconds);
      if (how === 'was-stopped') continue;
      stopped += 1;
      if (how === 'killed') killed.add(service.name);
      io.log(
        'info',
        'console',
        `Stopped ${service.name}${round > 1 ? ', which was started again from outside' : ''}`,
      );
    }
    if (stopped === 0) return [...killed];
    if (round >= ROUNDS)
      throw fail('stop-failed', { container: services.map((each) => each.name).join(', '), waited: 0 });
  }
}

/** Starts what ran before: backends, then, once the site is healthy as it was, the others. Throws `start-failed`, `health-failed-after`. */
export async function startServices(
  reach: { readonly docker: Docker; readonly host: RemoteHost },
  journal: Pick<InPlaceJournal, 'services' | 'healthy_before'>,
  health: { readonly check: HealthCheck | null; readonly timeoutSeconds: number },
  io: Io,
): Promise<void> {
  const ran = journal.services.filter((service) => service.was_running);
  const backends = ran.filter((service) => service.role === 'backend');
  for (const service of backends) await start(reach.docker, service, io);
  if (health.check && journal.healthy_before === true && backends.length > 0) {
    await untilHealthy(reach, health.check, Math.max(health.timeoutSeconds, HEALTHY_AGAIN_SECONDS));
    io.log('info', 'console', 'The site is healthy on its old data');
  }
  for (const service of ran.filter((each) => each.role !== 'backend')) await start(reach.docker, service, io);
}

async function start(docker: Docker, service: InPlaceJournal['services'][number], io: Io): Promise<void> {
  await docker.start(service.id);
  io.log('info', 'console', `Started ${service.name}`);
}

async function untilHealthy(
  reach: { readonly docker: Docker; readonly host: RemoteHost },
  check: HealthCheck,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask(reach, check);
    if (answer.healthy) return;
    if (Date.now() > deadline) {
      throw fail('health-failed-after', {
        check: check.kind === 'http' ? check.url : check.kind,
        found: answer.detail,
        waited: seconds,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** A container that is only just starting refuses a command: not healthy yet. */
async function ask(
  reach: { readonly docker: Docker; readonly host: RemoteHost },
  check: HealthCheck,
): Promise<{ readonly healthy: boolean; readonly detail: string }> {
  try {
    return await askHealth(check, reach, ANSWER_WITHIN_MS);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'connection-lost') throw thrown;
    return { healthy: false, detail: error.code };
  }
}
