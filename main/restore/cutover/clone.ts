import { fail } from '../../../shared/errors/app-error';
import type { PostCommand } from '../../../shared/profile';
import type { Docker } from '../ports/docker';
import type { RemoteHost } from '../ports/host';
import type { Quote } from './parameters';

/** What of a service's container a one-off clone takes over. */
export interface CloneSource {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  /** What `--network` takes: the first network, `host`, `none` or `container:<id>`. */
  readonly network: string;
  /** Networks to be connected before it starts. */
  readonly moreNetworks: readonly string[];
  readonly extraHosts: readonly string[];
  readonly dns: readonly string[];
  readonly tmpfs: readonly string[];
  readonly groups: readonly string[];
  /** Labels the image itself carries: Compose puts its own there, and every container of the image inherits them. */
  readonly imageLabels: readonly string[];
}

const COMPOSE = 'com.docker.compose.';

/** Asks docker for the container and its image. Throws `command-failed` when either is gone. */
export async function inspectForClone(
  host: RemoteHost,
  docker: Pick<Docker, 'prefix'>,
  containerId: string,
): Promise<CloneSource> {
  const said = await inspectOne(host, [...docker.prefix, 'inspect', '--type', 'container', containerId]);
  const config = record(said.Config);
  const hostConfig = record(said.HostConfig);
  const image = text(said.Image);
  const ofImage = await inspectOne(host, [...docker.prefix, 'image', 'inspect', image]);
  const mode = text(hostConfig.NetworkMode);
  return {
    image,
    entrypoint: texts(config.Entrypoint),
    env: texts(config.Env),
    user: text(config.User),
    workingDir: text(config.WorkingDir),
    network: mode === '' || mode === 'default' ? 'bridge' : mode,
    moreNetworks: moreNetworks(mode, record(record(said.NetworkSettings).Networks)),
    extraHosts: texts(hostConfig.ExtraHosts),
    dns: texts(hostConfig.Dns),
    tmpfs: Object.entries(record(hostConfig.Tmpfs)).map(([path, options]) =>
      text(options) === '' ? path : `${path}:${text(options)}`,
    ),
    groups: texts(hostConfig.GroupAdd),
    imageLabels: Object.keys(record(record(ofImage.Config).Labels)),
  };
}

/** The whole object, not a template: which fields are left out when empty differs between engines. */
async function inspectOne(
  host: RemoteHost,
  argv: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const parsed: unknown = JSON.parse(await host.run(argv));
  return record(Array.isArray(parsed) ? parsed[0] : parsed);
}

function moreNetworks(mode: string, networks: Readonly<Record<string, unknown>>): readonly string[] {
  if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return [];
  const first = mode === '' || mode === 'default' ? 'bridge' : mode;
  return Object.entries(networks)
    .filter(([name, details]) => name !== first && text(record(details).NetworkID) !== first)
    .map(([name]) => name);
}

/** Environment of a clone in the two forms docker takes it. */
export interface CloneEnvironment {
  /** Lines for `--env-file`. */
  readonly envFile: string;
  /** `export` lines for values with line breaks, which an env file would cut; empty when there are none. */
  readonly exports: string;
  /** Their names, for `-e NAME`. */
  readonly exported: readonly string[];
}

/**
 * Splits the environment. `sudo` drops what is exported, so a value with a line break cannot pass it: refused with
 * the variable's name, since a command that runs without it could do harm.
 */
export function cloneEnvironment(
  env: readonly string[],
  quote: Quote,
  sudo: boolean,
  container = 'before-start',
): CloneEnvironment {
  const plain = env.filter((line) => !/[\n\r]/.test(line));
  const broken = env.filter((line) => /[\n\r]/.test(line));
  const names = broken.map((line) => line.slice(0, line.indexOf('=')));
  const refused = sudo ? names : names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (refused.length > 0) {
    throw fail('start-failed', {
      container,
      reason: `the environment variable ${refused.join(', ')} holds a line break and cannot be given to a one-off container here`,
    });
  }
  return {
    envFile: plain.map((line) => `${line}\n`).join(''),
    exports: broken
      .map(
        (line, index) =>
          `${names[index]}=${quote(line.slice(line.indexOf('=') + 1))}\nexport ${names[index]}\n`,
      )
      .join(''),
    exported: names,
  };
}

/**
 * Arguments of `docker create` for one command, docker prefix excluded. As with `compose run`, the entrypoint stays
 * and the command is replaced. Never taken for the service: another name, no aliases, no Compose labels, no restart.
 */
export function cloneArguments(options: {
  readonly source: CloneSource;
  readonly containerId: string;
  readonly name: string;
  readonly role: PostCommand['phase'];
  readonly jobId: string;
  readonly envFile: string;
  readonly exported: readonly string[];
  readonly command: readonly string[];
}): readonly string[] {
  const { source } = options;
  const each = (option: string, values: readonly string[]): string[] =>
    values.flatMap((value) => [option, value]);
  const [program, ...programArguments] = source.entrypoint;
  return [
    'create',
    '--pull=never',
    ...['--name', options.name],
    ...each('--label', [`restore-console.job=${options.jobId}`, `restore-console.role=${options.role}`]),
    ...each(
      '--label',
      source.imageLabels.filter((label) => label.startsWith(COMPOSE)).map((label) => `${label}=`),
    ),
    '--restart=no',
    '--no-healthcheck',
    ...['--env-file', options.envFile],
    ...each('-e', options.exported),
    ...['--volumes-from', options.containerId],
    ...['--network', source.network],
    ...each('--add-host', source.network.startsWith('container:') ? [] : source.extraHosts),
    ...each('--dns', source.network.startsWith('container:') ? [] : source.dns),
    ...each('--tmpfs', source.tmpfs),
    ...each('--group-add', source.groups),
    ...(source.user === '' ? [] : ['--user', source.user]),
    ...(source.workingDir === '' ? [] : ['--workdir', source.workingDir]),
    ...(program === undefined ? [] : ['--entrypoint', program]),
    source.image,
    ...programArguments,
    ...options.command,
  ];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
