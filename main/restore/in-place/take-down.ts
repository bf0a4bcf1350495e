import { fail } from '../../../shared/errors/app-error';
import { heldName } from '../names';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext } from '../run/run-context';
import { healthToAsk } from '../steps/cutover-spec';
import { measureDowntime } from '../steps/downtime-meter';
import { servicesNow } from '../steps/services-now';
import { heldDatabase, type InPlaceJournal, readInPlaceJournal, writeInPlaceJournal } from './journal';
import { meanServicesMadeAnew } from './made-anew';
import { stopServices } from './services';

/**
 * Takes the site down: the services stopped in their order, then the database out of everybody's reach. What was done
 * is on the host before it is done. Safe to repeat. Gives the journal as it is now.
 */
export async function takeDown(context: RunContext, io: StepIo): Promise<InPlaceJournal> {
  const { docker, host } = await context.session();
  const { database } = await context.parts();
  const { place } = prepared(context);
  const begun = context.products.inPlaceBegun ? await readInPlaceJournal(host, place) : null;
  const journal = begun
    ? await meanServicesMadeAnew({ docker, host }, place, begun, io)
    : await begin(context);
  if (!context.recorder.state.downtimeBeganAt) context.recorder.emit({ type: 'downtime', state: 'began' });
  io.progress(null, null, 'stop');
  for (const container of await stopServices(docker, journal.services, io)) {
    const waited = journal.services.find((service) => service.name === container)?.grace_seconds ?? 0;
    context.recorder.warn({ code: 'service-killed', params: { container, waited } });
  }
  io.progress(null, null, 'block');
  await database.inPlace.hold(place, heldDatabase(journal));
  io.log(
    'info',
    'console',
    `${journal.live} is out of reach: held as ${journal.held}, its sessions were ended`,
  );
  return journal;
}

async function begin(context: RunContext): Promise<InPlaceJournal> {
  const { host, docker } = await context.session();
  const { facts, planned, place } = prepared(context);
  const live = facts.database?.live;
  if (!live) throw new Error('A restore in place was begun without a live database');
  await refuseWithoutHealthTool(context);
  const services = await servicesNow(docker, context.profile);
  const journal: InPlaceJournal = {
    version: 1,
    live: planned.names.live,
    held: heldName(planned.names.live, context.recorder.job.id),
    live_oid: live.oid,
    services: services.map((service) => ({
      id: service.id,
      name: service.name,
      role: service.role,
      grace_seconds: service.graceSeconds,
      was_running: service.wasRunning,
    })),
    healthy_before: facts.health?.healthy ?? null,
    backup: null,
    dropping: false,
    put_back_oid: null,
  };
  context.products.downtimeMeter = measureDowntime(healthToAsk(context), host, context.clock);
  context.products.inPlaceBegun = true;
  await writeInPlaceJournal(host, place, journal);
  return journal;
}

/** With the site down the cutover's script cannot try which tool gets an answer: one must be there, or it could not end well. */
async function refuseWithoutHealthTool(context: RunContext): Promise<void> {
  const health = healthToAsk(context);
  if (health?.kind !== 'http') return;
  const { host } = await context.session();
  const found = await host.exec(['sh', '-c', 'command -v curl || command -v wget || command -v python3']);
  if (found.exitCode === 0) return;
  throw fail('health-failed-after', {
    check: health.url,
    found: 'no curl, wget or python3 on the host to ask it with while the site is down',
    waited: 0,
  });
}
