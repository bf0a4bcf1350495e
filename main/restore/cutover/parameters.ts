import type { CutoverSpec } from '../ports/cutover';
import { type CloneEnvironment, type CloneSource, cloneArguments } from './clone';
import { commandEnvFile, commandExportFile } from './files';

/** Quotes one word for a POSIX shell (main/remote/shell-quote). Given in, since the domain knows no adapter. */
export type Quote = (value: string) => string;

/** Time limits of the script, in seconds. */
export interface CutoverLimits {
  /** Beyond a service's own grace, before `docker stop` itself counts as hanging. */
  readonly stopMargin: number;
  /** How long sessions may take to end. */
  readonly sessions: number;
  /** One psql call. */
  readonly sql: number;
  /** After this, SQL sent by a script that was killed meanwhile refuses to act. */
  readonly sqlDeadline: number;
  /** At least this long the old site may take to be healthy again, however short the target's own limit is. */
  readonly healthAgain: number;
  /** How long moving media back and starting services is tried again. */
  readonly retry: number;
  /** How long a reverse waits for a docker daemon that is away. */
  readonly docker: number;
  /** How long a reverse waits for a server that starts or recovers. */
  readonly database: number;
  /** Moving media, or catching up with files born since. */
  readonly media: number;
}

export const CUTOVER_LIMITS: CutoverLimits = {
  stopMargin: 15,
  sessions: 15,
  sql: 120,
  sqlDeadline: 10,
  healthAgain: 120,
  retry: 60,
  docker: 120,
  database: 300,
  media: 1800,
};

/** How docker is called on the host, and the argv that ends the processes of a container docker has lost. */
export interface DockerWords {
  readonly prefix: readonly string[];
  readonly lostProcesses: readonly string[];
}

/** One `before-start` command with the container it is cloned from. */
export interface CloneOf {
  readonly source: CloneSource;
  readonly environment: CloneEnvironment;
}

/** `rc-<short>-before-<n>`, n from 1: the script builds the same name. */
export function cloneName(short: string, index: number): string {
  return `rc-${short}-before-${index}`;
}

/** The parameter file: assignments and argv functions with every value quoted, so that it is only data to `sh`. */
export function cutoverParameters(
  spec: CutoverSpec,
  clones: readonly CloneOf[],
  docker: DockerWords,
  quote: Quote,
  limits: CutoverLimits = CUTOVER_LIMITS,
): string {
  const set = (name: string, value: string | number | boolean): string =>
    `${name}=${quote(typeof value === 'boolean' ? (value ? '1' : '') : oneLine(String(value)))}`;
  const words = (argv: readonly string[]): string => argv.map(quote).join(' ');
  // `exec`: these functions run in a subshell of their own, whose pid is then docker's, so that a limit can end it.
  const lines = [
    '# Parameters of cutover.sh. Values are quoted; nothing here is secret.',
    set('JOB_ID', spec.place.jobId),
    set('SHORT', spec.place.short),
    `docker_cli() { exec ${words(docker.prefix)} "$@"; }`,
    `lost_run() { exec ${words(docker.lostProcesses)} "$@"; }`,
    set('STOP_MARGIN', limits.stopMargin),
    set('SESSION_WAIT', limits.sessions),
    set('SQL_LIMIT', limits.sql),
    set('SQL_DEADLINE_SECONDS', limits.sqlDeadline),
    set('RETRY_SECONDS', limits.retry),
    set('DOCKER_PATIENCE', limits.docker),
    set('DB_PATIENCE', limits.database),
    set('MEDIA_LIMIT', limits.media),
    set('REVERSE_STARTS', spec.putBackByHand === undefined),
    ...databaseLines(spec, set, words),
    ...mediaLines(spec, set, words),
    ...serviceLines(spec, set),
    ...commandLines(spec, clones, set, words, quote),
    ...healthLines(spec, set, words),
    set('HEALTH_AGAIN_SECONDS', Math.max(spec.healthTimeoutSeconds, limits.healthAgain)),
  ];
  return `${lines.join('\n')}\n`;
}

type Set = (name: string, value: string | number | boolean) => string;
type Words = (argv: readonly string[]) => string;

function databaseLines(spec: CutoverSpec, set: Set, words: Words): string[] {
  const { database, place } = spec;
  if (!database) return [set('HAS_DATABASE', false), set('LIVE_OID', 0), set('DB_CONTAINER', '')];
  const variables = {
    live: database.names.live,
    fresh: database.names.fresh,
    old: database.names.old,
    loid: String(database.liveOid ?? 0),
    foid: String(database.freshOid),
    app: `rc-cutover-${place.short}`,
  };
  const options = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  return [
    set('HAS_DATABASE', true),
    set('LIVE_OID', database.liveOid ?? 0),
    set('DB_CONTAINER', database.containerId),
    `psql_cli() { docker_cli ${words([...database.psqlArgv, ...options])} "$@"; }`,
  ];
}

function mediaLines(spec: CutoverSpec, set: Set, words: Words): string[] {
  const { media } = spec;
  if (!media) return [set('HAS_MEDIA', false), set('MOVER', '')];
  return [
    set('HAS_MEDIA', true),
    set('MOVER', media.mover.name),
    `mover_run() { exec ${words(media.mover.runArgv)}; }`,
  ];
}

function serviceLines(spec: CutoverSpec, set: Set): string[] {
  return [
    set('SERVICE_COUNT', spec.services.length),
    ...spec.services.flatMap((service, index) => [
      set(`SVC_${index + 1}_ID`, service.id),
      set(`SVC_${index + 1}_NAME`, service.name),
      set(`SVC_${index + 1}_ROLE`, service.role),
      set(`SVC_${index + 1}_GRACE`, service.graceSeconds),
      set(`SVC_${index + 1}_RAN`, service.wasRunning),
    ]),
  ];
}

function commandLines(
  spec: CutoverSpec,
  clones: readonly CloneOf[],
  set: Set,
  words: Words,
  quote: Quote,
): string[] {
  return [
    set('COMMAND_COUNT', spec.beforeStart.length),
    ...spec.beforeStart.flatMap((command, index) => {
      const clone = clones[index];
      if (!clone) throw new Error(`No clone for before-start command ${index + 1}`);
      const n = index + 1;
      const argv = cloneArguments({
        source: clone.source,
        containerId: command.containerId,
        name: cloneName(spec.place.short, n),
        role: 'before-start',
        jobId: spec.place.jobId,
        envFile: commandEnvFile(spec.place, n),
        exported: clone.environment.exported,
        command: command.command,
      });
      const exports =
        clone.environment.exports === '' ? '' : `. ${quote(commandExportFile(spec.place, n))}; `;
      return [
        set(`COMMAND_${n}_LIMIT`, command.timeoutSeconds),
        set(`COMMAND_${n}_NAME`, `${command.containerName}: ${command.command.join(' ')}`),
        set(`COMMAND_${n}_NETWORKS`, clone.source.moreNetworks.length),
        ...clone.source.moreNetworks.map((network, at) => set(`COMMAND_${n}_NETWORK_${at + 1}`, network)),
        `command_create_${n}() { ${exports}docker_cli ${words(argv)}; }`,
      ];
    }),
  ];
}

function healthLines(spec: CutoverSpec, set: Set, words: Words): string[] {
  const { health } = spec;
  const backend = spec.services.find((service) => service.role === 'backend');
  const lines = [
    set('HEALTH_KIND', health?.kind ?? 'none'),
    set('HEALTH_CONTAINER', spec.healthContainerId ?? backend?.id ?? ''),
    set('HEALTH_URL', health?.kind === 'http' ? health.url : ''),
    set('HEALTH_STATUS', health?.kind === 'http' ? health.expectStatus : ''),
    set('HEALTH_SECONDS', spec.healthTimeoutSeconds),
    set('HEALTH_REQUIRED', spec.healthRequired),
  ];
  if (health?.kind === 'command') {
    const argv = ['exec', spec.healthContainerId ?? '', ...health.command];
    lines.push(`health_command() { docker_cli ${words(argv)}; }`);
  }
  return lines;
}

/** A value that ends up in the journal stays on its line. */
function oneLine(value: string): string {
  // \p{Cc}: control characters.
  return value.replace(/\p{Cc}/gu, ' ');
}
