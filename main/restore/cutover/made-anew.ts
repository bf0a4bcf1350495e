import { fail, toAppError } from '../../../shared/errors/app-error';
import type { CutoverListener } from '../ports/cutover';
import type { ContainerInfo } from '../ports/docker';
import type { JobPlace } from '../ports/step';
import type { CutoverParts } from './create-cutover';
import { cutoverFiles } from './files';
import { CUTOVER_LIMITS } from './parameters';
import { type RecordedContainer, recordedContainers } from './recorded-containers';

const ASK_DOCKER_EVERY_MS = 2_000;
/** Docker's own ids. Nothing shorter is exchanged: it might stand in these files as something else. */
const CONTAINER_ID = /^[0-9a-f]{64}$/;

/** A recorded container that is gone, and the one that has its name now. */
interface Anew extends RecordedContainer {
  readonly newId: string;
}

/**
 * Lets the files of an interrupted cutover mean the containers that are there: `docker compose down && up` makes all of
 * them anew, with their names and with other ids. Otherwise the script would take services that write for stopped ones,
 * and wait for a database that never comes. Only for a script that does not live. True: something was changed. Throws `container-missing` when the
 * database's container is gone and none has its name: to stop the site for that would end nothing.
 */
export async function meanContainersMadeAnew(
  parts: CutoverParts,
  place: JobPlace,
  listener: Pick<CutoverListener, 'log'>,
): Promise<boolean> {
  const { host } = parts;
  const files = cutoverFiles(place);
  const parameters = text(await host.readFile(files.parameters));
  const recorded = (await recordedContainers(host, place, parameters)).filter(({ id }) =>
    CONTAINER_ID.test(id),
  );
  if (recorded.length === 0) return false;
  const anew = madeAnew(recorded, await containersNow(parts));
  if (anew.length === 0) return false;
  for (const { name } of new Map(anew.map((each) => [each.name, each])).values()) {
    listener.log('warning', 'console', `${name} was made anew since the cutover began; the new one is meant`);
  }
  const changed = (content: string): string =>
    anew.reduce((all, { id, newId }) => all.replaceAll(id, newId), content);
  // The parameters first: they decide, and a console that dies here leaves facts whose ids are exchanged the next time.
  await host.writeFile(files.parameters, `${changed(parameters)}${notRunBefore(anew, parameters)}`, 0o600);
  for (const path of [files.facts, files.manual]) {
    const content = await host.readFile(path);
    if (content !== null) await host.writeFile(path, changed(text(content)), 0o600);
  }
  return true;
}

function madeAnew(recorded: readonly RecordedContainer[], there: readonly ContainerInfo[]): readonly Anew[] {
  const ids = new Set(there.map(({ id }) => id));
  const gone = recorded.filter(({ id }) => !ids.has(id));
  const anew = gone.flatMap((each) => {
    const found = there.find(({ name }) => name === each.name);
    return found ? [{ ...each, newId: found.id }] : [];
  });
  const databases = recorded.filter(isDatabase);
  const [database] = databases;
  if (database && databases.every((each) => gone.includes(each)) && !anew.some(isDatabase)) {
    throw fail('container-missing', { container: database.name, candidates: '' });
  }
  return anew;
}

function isDatabase({ means }: RecordedContainer): boolean {
  return means === 'database';
}

/** That such a service runs is no sign that somebody wanted it: whether it ran before is in the record alone. */
function notRunBefore(anew: readonly Anew[], parameters: string): string {
  const numbers = new Set(anew.flatMap(({ means }) => (typeof means === 'number' ? [means] : [])));
  return [...numbers]
    .map((number) => `SVC_${number}_ANEW=1\n`)
    .filter((line) => !parameters.includes(line))
    .join('');
}

/** Waits for a docker that is away, as the script does: it may have gone down with whatever killed the script. */
async function containersNow({
  docker,
  limits = CUTOVER_LIMITS,
}: CutoverParts): Promise<readonly ContainerInfo[]> {
  const until = Date.now() + limits.docker * 1000;
  for (;;) {
    try {
      return await docker.containers();
    } catch (thrown) {
      if (toAppError(thrown).code !== 'docker-not-running' || Date.now() >= until) throw thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_DOCKER_EVERY_MS));
  }
}

function text(content: Uint8Array | null): string {
  return content === null ? '' : new TextDecoder().decode(content);
}
