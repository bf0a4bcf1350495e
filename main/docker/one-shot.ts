import type { CommandResult, ExecOptions } from '../restore/ports/host';
import type { DockerClient } from './docker-client';
import { dockerFailed } from './docker-failure';

/** Tells them from all others: one that was never started has to be found again. */
export const ONE_SHOT_LABEL = 'restore-console.one-shot';

/** A mount of a helper: an absolute `source` is a folder of the host, anything else a named volume. */
export interface HelperMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/**
 * The arguments all our containers are run with: nothing is pulled, the image's entrypoint, user and health check do
 * not count, an out-of-memory kill meets us before the live database, and SELinux lets us at the mounts.
 */
export function helperArguments(options: {
  readonly network: string;
  readonly mounts: readonly HelperMount[];
  readonly labels: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}): string[] {
  return [
    ...['--pull', 'never', '--network', options.network, '--entrypoint', 'sh', '--user', '0:0'],
    ...['--workdir', '/', '--no-healthcheck', '--oom-score-adj', '500', '--security-opt', 'label=disable'],
    ...options.mounts.flatMap((mount) => ['--mount', mountArgument(mount)]),
    ...Object.entries(options.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    ...Object.entries(options.env ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
  ];
}

/**
 * `--mount`, not `-v`: a missing folder is an error there, not a new empty one. A missing *volume* is made in
 * silence by both, so callers look first. `volume-nocopy` keeps the image's files out of an empty volume.
 */
function mountArgument(mount: HelperMount): string {
  const bind = mount.source.startsWith('/');
  const fields = [
    `type=${bind ? 'bind' : 'volume'}`,
    `source=${mount.source}`,
    `target=${mount.target}`,
    ...(bind ? [] : ['volume-nocopy=true']),
    ...(mount.readOnly ? ['readonly'] : []),
  ];
  return fields.map(csvField).join(',');
}

/** Docker reads the argument as one CSV record, so a comma in a path has to be quoted. */
function csvField(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** A short script in a container of its own that is gone afterwards. Script and arguments come as argv; the network is off. */
export async function runOneShot(
  client: DockerClient,
  options: {
    readonly image: string;
    readonly mounts: readonly HelperMount[];
    readonly script: string;
    readonly args: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
  },
  exec: ExecOptions = {},
): Promise<CommandResult> {
  const labels = { ...options.labels, [ONE_SHOT_LABEL]: 'yes' };
  const args = [
    ...['run', '--rm', ...(exec.stdin === undefined ? [] : ['--interactive'])],
    ...helperArguments({ network: 'none', mounts: options.mounts, labels }),
    ...[options.image, '-c', options.script, 'sh', ...options.args],
  ];
  const result = await client.call(args, exec);
  // 125 is docker's own: the container was never run.
  if (result.exitCode === 125) throw dockerFailed([...client.prefix, ...args], result);
  return result;
}
