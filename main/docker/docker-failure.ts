import { fail, type RestoreConsoleError } from '../../shared/errors/app-error';
import type { CommandResult, RemoteHost } from '../restore/ports/host';

const STDERR_TAIL = 4 * 1024;

/*
 * Docker's client says what is wrong only in words. These are the words of CLI 20.10 to 29 and of sudo;
 * case and the leading "Got"/"error" differ between versions.
 */
const DENIED =
  /permission denied while trying to connect|sudo: .*(password is required|terminal is required|no tty present)|sudo: sorry|not in the sudoers file|is not allowed to (execute|run)/i;
const NOT_RUNNING =
  /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|is the docker daemon running/i;
const MISSING_OBJECT = /no such (object|container|image|volume)/i;
/** Of `docker exec`: the daemon's own sentence at the very beginning, for psql too begins with "ERROR:". */
const CONTAINER_MISSING = /^\s*error(?: response from daemon)?: no such (?:container|object): /i;
const CONTAINER_STOPPED =
  /^\s*error(?: response from daemon)?: container \S+ is (not running|paused|restarting)/i;

/** True when the daemon answered that the container, image or volume asked for does not exist. */
export function saysMissing(result: CommandResult): boolean {
  return result.exitCode !== 0 && MISSING_OBJECT.test(result.stderr);
}

/** True when `docker run` found its `--name` taken: docker decides that atomically. */
export function saysNameTaken(result: CommandResult): boolean {
  return result.exitCode !== 0 && /container name .* is already in use/i.test(result.stderr);
}

/**
 * The error behind a client that could not reach its daemon, by its words: `docker-not-found`, `docker-denied`,
 * `docker-not-running`; null when the daemon was reached. With `inContainer` a status of 127 is the command's own.
 */
export function unreachable(
  result: CommandResult,
  argv: readonly string[],
  prefix: readonly string[],
  host: RemoteHost,
  inContainer = false,
): RestoreConsoleError | null {
  if (result.exitCode === 0) return null;
  const address = host.address;
  const more = { evidence: evidenceOf(argv, result) };
  if (DENIED.test(result.stderr)) {
    return fail('docker-denied', { user: address.split('@')[0] ?? address, host: address }, more);
  }
  if (NOT_RUNNING.test(result.stderr)) return fail('docker-not-running', { host: address }, more);
  const command = prefix.join(' ');
  const absent = saysProgramMissing(result, prefix) || (!inContainer && result.exitCode === 127);
  return absent ? fail('docker-not-found', { host: address, command }, more) : null;
}

/** The error behind `docker exec` on a container that is gone or not running; null when the command itself ran. */
export function notExecutable(
  result: CommandResult,
  argv: readonly string[],
  container: string,
): RestoreConsoleError | null {
  if (result.exitCode === 0) return null;
  const more = { evidence: evidenceOf(argv, result) };
  if (CONTAINER_MISSING.test(result.stderr)) {
    return fail('container-missing', { container, candidates: '' }, more);
  }
  const stopped = CONTAINER_STOPPED.exec(result.stderr);
  return stopped ? fail('container-not-running', { container, state: stopped[1] ?? '' }, more) : null;
}

/** Any other status than 0, with what docker said. */
export function dockerFailed(argv: readonly string[], result: CommandResult): RestoreConsoleError {
  return fail(
    'command-failed',
    { command: shortText(argv), exitCode: result.exitCode ?? result.signal ?? 'none' },
    { evidence: evidenceOf(argv, result) },
  );
}

/** What was run and said, for an error. */
export function evidenceOf(argv: readonly string[], result: CommandResult) {
  return {
    command: [...argv],
    exitCode: result.exitCode,
    signal: result.signal,
    stderrTail: result.stderr.slice(-STDERR_TAIL),
  };
}

/** `sh: 1: docker: not found`, `sudo: docker: command not found`, `env: 'docker': No such file or directory`. */
function saysProgramMissing(result: CommandResult, prefix: readonly string[]): boolean {
  if (/OCI runtime/.test(result.stderr)) return false;
  return prefix.some((word) => {
    const name = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(
      `(^|[\\s:'"‘])${name}['"’]?: (command not found|not found|no such file or directory)`,
      'im',
    ).test(result.stderr);
  });
}

function shortText(argv: readonly string[]): string {
  const text = argv.join(' ').replace(/\s+/g, ' ');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
