import type { HealthCheck, Profile } from '../../../shared/profile';
import type { CutoverSpec } from '../ports/cutover';
import type { Docker } from '../ports/docker';

/** Services as they are at this moment: since preflight one may have been stopped, started or made anew. */
export async function servicesNow(
  docker: Pick<Docker, 'resolve'>,
  profile: Profile,
): Promise<CutoverSpec['services']> {
  const services = await Promise.all(
    profile.services.map(async (service) =>
      (await docker.resolve(service.ref)).map((container) => ({
        id: container.id,
        name: container.name,
        role: service.role,
        graceSeconds: service.stopGraceSeconds,
        wasRunning: container.running,
      })),
    ),
  );
  return services.flat();
}

/** The profile's health check; null where every backend is stopped: it stays so, and nothing would answer. */
export function healthOf(profile: Profile, services: CutoverSpec['services']): HealthCheck | null {
  const backends = services.filter((service) => service.role === 'backend');
  const stopped = backends.length > 0 && backends.every((service) => !service.wasRunning);
  return stopped ? null : profile.health;
}
