import type { Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';
import type { JobPlace, StepIo } from '../ports/step';
import { type InPlaceJournal, writeInPlaceJournal } from './journal';

/**
 * Lets the journal mean the services that are there: `docker compose down && up` makes all of them anew, with their names
 * and with other ids. An id that docker does not know becomes that of the container with its name; whether the service
 * ran before stays as it was written. Where none has the name the id stays, and what needs the service says that it is
 * missing. Gives the journal as it is on the host now. The database's container is in no journal: it is found by the profile.
 */
export async function meanServicesMadeAnew(
  reach: { readonly docker: Pick<Docker, 'containers'>; readonly host: RemoteHost },
  place: Pick<JobPlace, 'jobDir'>,
  journal: InPlaceJournal,
  io: Pick<StepIo, 'log'>,
): Promise<InPlaceJournal> {
  const there = await reach.docker.containers();
  const ids = new Set(there.map(({ id }) => id));
  const anew: string[] = [];
  const services = journal.services.map((service) => {
    const now = ids.has(service.id) ? undefined : there.find(({ name }) => name === service.name);
    if (!now) return service;
    anew.push(service.name);
    return { ...service, id: now.id };
  });
  if (anew.length === 0) return journal;
  const meant = { ...journal, services };
  await writeInPlaceJournal(reach.host, place, meant);
  for (const name of anew) {
    io.log('warning', 'console', `${name} was made anew since it was stopped; the new one is meant`);
  }
  return meant;
}
