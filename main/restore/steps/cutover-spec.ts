import { fail } from '../../../shared/errors/app-error';
import type { HealthCheck, ServiceRef } from '../../../shared/profile';
import { type InPlaceJournal, readInPlaceJournal } from '../in-place/journal';
import { meanServicesMadeAnew } from '../in-place/made-anew';
import type { CutoverSpec } from '../ports/cutover';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext } from '../run/run-context';
import type { TargetParts } from '../target-session';
import { servicesNow } from './services-now';

/** Everything the host needs to know to end the run alone. Containers are named by id as they are now. */
export async function buildCutoverSpec(
  context: RunContext,
  parts: TargetParts,
  io: Pick<StepIo, 'log'>,
): Promise<CutoverSpec> {
  const { profile, products, options } = context;
  const { facts, planned, place } = prepared(context);
  const { docker, host } = await context.session();
  // Half a pair is never swapped: a profile that lost its media since cannot end this run.
  if (planned.withMedia && !(parts.media && profile.media && facts.media)) {
    throw fail('media-missing', { where: profile.name });
  }
  const written = products.inPlaceDropped ? await readInPlaceJournal(host, place) : null;
  const journal = written && (await meanServicesMadeAnew({ docker, host }, place, written, io));
  const one = async (ref: ServiceRef): Promise<{ id: string; name: string }> => {
    const [container] = await docker.resolve(ref);
    if (container) return container;
    throw fail('container-missing', {
      container: ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`,
      candidates: '',
    });
  };
  const beforeStart = [];
  for (const command of profile.postCommands.filter((each) => each.phase === 'before-start')) {
    const container = await one(command.service);
    beforeStart.push({ ...command, containerId: container.id, containerName: container.name });
  }
  const health = healthToAsk(context);
  const asked = health?.kind === 'docker' || health?.kind === 'command' ? await one(health.service) : null;
  return {
    place,
    database: planned.dump
      ? {
          containerId: parts.container.id,
          containerName: parts.container.name,
          adminRole: facts.database?.adminRole ?? '',
          maintenanceDatabase: profile.database.maintenanceDatabase,
          names: planned.names,
          // In place it is gone already: the live name is free, as at a first restore.
          liveOid: journal ? null : (facts.database?.live?.oid ?? null),
          freshOid: provenFreshOid(products.freshOid, products.handedOver),
          psqlArgv: await parts.database.adminPsql(place),
        }
      : null,
    media:
      planned.withMedia && parts.media && profile.media && facts.media
        ? {
            source: facts.media.source,
            folder: profile.media.folder,
            mode: profile.media.mode,
            first: !facts.media.exists,
            mover: await parts.media.startMover(place, { alone: planned.dump === null }),
          }
        : null,
    services: journal ? servicesBefore(journal) : await servicesNow(docker, profile),
    beforeStart,
    health,
    healthContainerId: asked?.id ?? null,
    healthContainerName: asked?.name ?? null,
    healthTimeoutSeconds: profile.healthTimeoutSeconds,
    healthRequired: !(facts.health?.healthy === false && options.overrides.includes('health-failing-before')),
    ...(journal ? { putBackByHand: products.inPlaceManual ?? [] } : {}),
  };
}

/** Services as they were before a restore in place stopped them, by the containers that have their names now. */
function servicesBefore(journal: InPlaceJournal): CutoverSpec['services'] {
  return journal.services.map((service) => ({
    id: service.id,
    name: service.name,
    role: service.role,
    graceSeconds: service.grace_seconds,
    wasRunning: service.was_running,
  }));
}

/** The profile's health check; null where no backend ran before: it stays stopped, and nothing would answer. */
export function healthToAsk(context: RunContext): HealthCheck | null {
  const { services } = prepared(context).facts;
  const backends = services.filter(({ service }) => service.role === 'backend');
  const stopped = backends.length > 0 && backends.every(({ container }) => container?.running !== true);
  return stopped ? null : context.profile.health;
}

/** A database may take the live one's place only when it was verified and handed over in this run. */
function provenFreshOid(oid: number | undefined, handedOver: boolean | undefined): number {
  if (oid === undefined || !handedOver)
    throw new Error('The cutover was reached without a verified fresh database');
  return oid;
}
