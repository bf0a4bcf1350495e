import { type AppError, fail, toAppError } from '../../../shared/errors/app-error';
import type { ServiceRef } from '../../../shared/profile';
import { type CloneSource, cloneArguments, cloneEnvironment, inspectForClone } from '../cutover/clone';
import type { Quote } from '../cutover/parameters';
import type { AfterCommand, AfterCommandEnd, AfterCommands } from '../ports/after-commands';
import type { ContainerInfo, Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';
import { ATTEND, DETACH, WITH_EXPORTS } from './attend-script';
import { afterNames } from './files';

export interface AfterCommandParts {
  readonly host: RemoteHost;
  readonly docker: Pick<Docker, 'prefix' | 'container' | 'resolve' | 'followHelper' | 'removeHelper'>;
  /** One word for a POSIX shell: main/remote/shell-quote. */
  readonly quote: Quote;
  /** First word of a helper's status file: main/docker/helper-script. */
  readonly statusMark: string;
}

type FollowOptions = Parameters<AfterCommands['run']>[1];

const START_TIMEOUT_MS = 120_000;

/** After these the command may run: it is taken up later, and nothing is told of it now. */
const TO_BE_ASKED_AGAIN: ReadonlySet<AppError['code']> = new Set<AppError['code']>([
  'connection-lost',
  'docker-not-running',
]);

/** See {@link AfterCommands}. What was begun is told by the host alone, by the file the attending script makes. */
export function createAfterCommands(parts: AfterCommandParts): AfterCommands {
  return {
    run: (command, options) => run(parts, command, options),
    remove: (command) => parts.docker.removeHelper(afterNames(command).container),
  };
}

async function run(
  parts: AfterCommandParts,
  command: AfterCommand,
  options: FollowOptions,
): Promise<AfterCommandEnd> {
  const { begun } = afterNames(command);
  if ((await parts.host.stat(begun)) === null) {
    try {
      await begin(parts, command);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (TO_BE_ASKED_AGAIN.has(error.code)) throw thrown;
      if ((await parts.host.stat(begun)) === null) return { kind: 'not-started', error };
    }
  }
  return follow(parts, command, options);
}

/** Makes the container, or takes the one a console has made and not started, and has it started. */
async function begin(parts: AfterCommandParts, command: AfterCommand): Promise<void> {
  const { host, docker } = parts;
  const { container, step } = afterNames(command);
  const serviceId = await serviceContainer(docker, command.command.service);
  const source = await inspectForClone(host, docker, serviceId);
  const there = (await docker.container(container)) ?? (await create(parts, command, serviceId, source));
  for (const network of source.moreNetworks.filter((name) => !there?.networks.includes(name))) {
    await host.run([...docker.prefix, 'network', 'connect', network, container]);
  }
  const files = `${command.place.jobDir}/${step}`;
  const attend = [ATTEND, 'sh', files, step, container, parts.statusMark, ...docker.prefix];
  await host.run(['sh', '-c', DETACH, 'sh', ...attend], { timeoutMs: START_TIMEOUT_MS });
}

async function serviceContainer(docker: Pick<Docker, 'resolve'>, ref: ServiceRef): Promise<string> {
  const [found] = await docker.resolve(ref);
  if (found) return found.id;
  const container = ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`;
  throw fail('container-missing', { container, candidates: '' });
}

/**
 * Its environment lies in the job folder only while docker reads it. A name that is taken is no failure: a connection
 * that was lost has left a `docker create` on the host, which ended meanwhile.
 */
async function create(
  { host, docker, quote }: AfterCommandParts,
  { place, number, command }: AfterCommand,
  serviceId: string,
  source: CloneSource,
): Promise<ContainerInfo | null> {
  const { container, envFile, exportFile } = afterNames({ place, number });
  const {
    exports,
    exported,
    envFile: env,
  } = cloneEnvironment(source.env, quote, docker.prefix.includes('sudo'), container);
  const argv = [
    ...docker.prefix,
    ...cloneArguments({
      source,
      containerId: serviceId,
      name: container,
      role: 'after',
      jobId: place.jobId,
      envFile,
      exported,
      command: command.command,
    }),
  ];
  try {
    await host.writeFile(envFile, env, 0o600);
    if (exports !== '') await host.writeFile(exportFile, exports, 0o600);
    const create = exports === '' ? argv : ['sh', '-c', WITH_EXPORTS, 'sh', exportFile, ...argv];
    await host.run(create, { timeoutMs: START_TIMEOUT_MS });
    return null;
  } catch (thrown) {
    const other = await findSoon(docker, container);
    if (other) return other;
    throw thrown;
  } finally {
    await host.removeFile(envFile);
    await host.removeFile(exportFile);
  }
}

/** Docker gives a name away some time before the container behind it can be inspected. */
async function findSoon(docker: Pick<Docker, 'container'>, name: string): Promise<ContainerInfo | null> {
  for (let tries = 0; tries < 12; tries += 1) {
    const found = await docker.container(name);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return null;
}

async function follow(
  { docker }: AfterCommandParts,
  { place, number, command }: AfterCommand,
  { fromOffset, onLine, signal }: FollowOptions,
): Promise<AfterCommandEnd> {
  const { container, step } = afterNames({ place, number });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), command.timeoutSeconds * 1000);
  let offset = fromOffset;
  const once = () =>
    docker.followHelper(
      { name: container, jobDir: place.jobDir, step },
      {
        fromOffset: offset,
        signal: limit.signal,
        onLine: (line, next) => {
          offset = next;
          if (!signal.aborted) onLine(line, next);
        },
      },
    );
  try {
    return await unlessAborted(signal, async () => {
      let exit = await once();
      // The container has ended before its status is written: asked once more, it is there.
      if (exit.kind === 'vanished') exit = await once();
      return exit.kind === 'cancelled' ? { kind: 'timed-out', logTail: '' } : exit;
    });
  } finally {
    clearTimeout(timer);
  }
}

function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(fail('cancelled', { step: 'after' }));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
