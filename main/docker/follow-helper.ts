import { fail } from '../../shared/errors/app-error';
import type { Docker, HelperExit } from '../restore/ports/docker';
import { isLockLost } from '../restore/ports/lock-lost';
import type { DockerClient } from './docker-client';
import { dockerFailed } from './docker-failure';
import { POLL_SCRIPT, STATUS_MARK } from './helper-script';
import { LogLines } from './log-lines';
import { removeContainer } from './stop-start';

const POLL_LIMIT_BYTES = 1024 * 1024;
const POLL_TIMEOUT_MS = 60_000;
const TAIL_BYTES = 4096;
/** A daemon that restarts is waited for this many polls (each of about 5 s). */
const PATIENCE = 12;

type Helper = Parameters<Docker['followHelper']>[0];
type FollowOptions = Parameters<Docker['followHelper']>[1];
type Ended = { readonly exitCode: number | null; readonly note: string };

/** See {@link Docker.followHelper}. One command on the host per poll. */
export async function followHelper(
  client: DockerClient,
  helper: Helper,
  options: FollowOptions,
): Promise<HelperExit> {
  const { signal } = options;
  const lines = new LogLines(options.fromOffset, options.onLine);
  let unanswered = 0;
  while (!signal.aborted) {
    const poll = await pollOnce(client, helper, lines.end, signal);
    if (poll === 'aborted') break;
    lines.push(poll.bytes);
    unanswered = poll.line === 'error' ? unanswered + 1 : 0;
    if (unanswered >= PATIENCE) throw fail('docker-not-running', { host: client.host.address });
    const ended = readEnd(poll.line, helper);
    // A full answer means that there may be more of the log.
    if (ended && poll.bytes.length < POLL_LIMIT_BYTES) {
      lines.flush();
      return toExit(ended, await logTail(client, helper));
    }
  }
  if (!isLockLost(signal)) await removeContainer(client, helper.name);
  return { kind: 'cancelled' };
}

/** The last lines of a helper's log. */
export async function logTail(client: DockerClient, helper: Helper): Promise<string> {
  const result = await client.host.exec(['tail', '-c', String(TAIL_BYTES), logPath(helper)]);
  return result.exitCode === 0 ? result.stdout : '';
}

async function pollOnce(client: DockerClient, helper: Helper, offset: number, signal: AbortSignal) {
  const chunks: Buffer[] = [];
  const statusPath = `${helper.jobDir}/${helper.step}.status`;
  const words = [logPath(helper), statusPath, helper.name, String(offset + 1), String(POLL_LIMIT_BYTES)];
  const argv = ['sh', '-c', POLL_SCRIPT, 'sh', ...words, ...client.prefix];
  try {
    const result = await client.host.exec(argv, {
      signal,
      timeoutMs: POLL_TIMEOUT_MS,
      onStdout: (chunk) => chunks.push(chunk),
    });
    if (signal.aborted) return 'aborted' as const;
    const all = Buffer.concat(chunks);
    const end = all.indexOf(10);
    if (result.exitCode !== 0 || end < 0) throw dockerFailed(argv, result);
    return { line: all.toString('utf8', 0, end), bytes: all.subarray(end + 1) };
  } catch (thrown) {
    if (signal.aborted) return 'aborted' as const;
    throw thrown;
  }
}

/** Null while it lives. `exitCode` null: no container and no status, or a success nothing vouches for. */
function readEnd(line: string, helper: Helper): Ended | null {
  const [word, ...rest] = line.trim().split(' ');
  switch (word) {
    case 'status': {
      const [mark, step, code] = rest;
      const whole = mark === STATUS_MARK && step === helper.step && /^\d+$/.test(code ?? '');
      return { exitCode: whole ? Number(code) : null, note: killedNote(Number(code), false) };
    }
    case 'state': {
      const [state, code, oom] = rest;
      if (state !== 'exited' && state !== 'dead') return null;
      const exitCode = Number(code) === 0 ? null : Number(code);
      return { exitCode, note: killedNote(Number(code), oom === 'true') };
    }
    case 'gone':
      return { exitCode: null, note: '' };
    default:
      return null;
  }
}

function killedNote(exitCode: number, outOfMemory: boolean): string {
  if (outOfMemory) return '\n(killed: the host or the container ran out of memory)';
  return exitCode === 137 ? '\n(killed by SIGKILL: by hand, or for want of memory)' : '';
}

function toExit(ended: Ended, tail: string): HelperExit {
  const text = tail + ended.note;
  if (ended.exitCode === null) return { kind: 'vanished', logTail: text };
  return { kind: 'exited', exitCode: ended.exitCode, logTail: text };
}

function logPath(helper: Helper): string {
  return `${helper.jobDir}/${helper.step}.log`;
}
