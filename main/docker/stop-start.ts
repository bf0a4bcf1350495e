import { fail, RestoreConsoleError } from '../../shared/errors/app-error';
import type { DockerClient } from './docker-client';
import { evidenceOf, saysMissing } from './docker-failure';
import { findContainer } from './find-containers';
import { endLostProcesses, saysProcessesLost } from './lost-processes';

/** Given to docker beyond the grace before we kill it ourselves: a `docker stop` can hang for good. */
const SLACK_SECONDS = 20;
const KILL_TIMEOUT_MS = 30_000;
/** 128 + SIGKILL: how a container ends that was killed after the grace. */
const KILLED = 137;

/**
 * Stops a container and proves that it does not run. Restart policies stay as they are.
 * `killed`: it did not end within the grace. Throws `container-missing`, `stop-failed`.
 */
export async function stopContainer(
  client: DockerClient,
  id: string,
  graceSeconds: number,
): Promise<'stopped' | 'killed' | 'was-stopped'> {
  const before = await existing(client, id);
  if (!before.running && !before.restarting) return 'was-stopped';
  const begun = performance.now();
  // -t: --time was renamed to --timeout in CLI 28.
  const stop = ['stop', '-t', String(graceSeconds), before.id];
  const stopped = await answersInTime(client, stop, (graceSeconds + SLACK_SECONDS) * 1000);
  if (!stopped) await answersInTime(client, ['kill', before.id], KILL_TIMEOUT_MS);
  const after = await findContainer(client, before.id);
  if (after && (after.running || after.restarting)) {
    const waited = Math.round((performance.now() - begun) / 1000);
    throw fail('stop-failed', { container: before.name, waited });
  }
  return stopped && after?.exitCode !== KILLED ? 'stopped' : 'killed';
}

/** False when docker gave no good answer in time. */
async function answersInTime(
  client: DockerClient,
  args: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  try {
    return (await client.call(args, { timeoutMs })).exitCode === 0;
  } catch (thrown) {
    if (thrown instanceof RestoreConsoleError && thrown.error.code === 'command-failed') return false;
    throw thrown;
  }
}

/** Starts a container and proves that it runs. Throws `container-missing`, `start-failed` with docker's words. */
export async function startContainer(client: DockerClient, id: string): Promise<void> {
  const before = await existing(client, id);
  if (before.running && !before.restarting) return;
  let result = await client.call(['start', before.id]);
  if (saysProcessesLost(result.stderr) && (await endLostProcesses(client, before)))
    result = await client.call(['start', before.id]);
  const after = await findContainer(client, before.id);
  if (result.exitCode === 0 && after && (after.running || after.restarting)) return;
  const reason = result.stderr.trim() || `it ended at once with status ${after?.exitCode ?? 'unknown'}`;
  throw fail(
    'start-failed',
    { container: before.name, reason },
    { evidence: evidenceOf([...client.prefix, 'start', before.id], result) },
  );
}

/** Ends and removes a container with its anonymous volumes, and proves it. No error when it is gone. */
export async function removeContainer(client: DockerClient, nameOrId: string): Promise<void> {
  const args = ['rm', '--force', '--volumes', nameOrId];
  for (let attempt = 0; ; attempt += 1) {
    const result = await client.call(args);
    if (saysMissing(result)) return;
    if (result.exitCode === 0 && (await findContainer(client, nameOrId)) === null) return;
    // `removal … is already in progress` by another client, or a mount still busy: both pass.
    if (attempt === 9)
      throw fail(
        'command-failed',
        { command: `docker rm -f ${nameOrId}`, exitCode: result.exitCode ?? 'none' },
        { evidence: evidenceOf([...client.prefix, ...args], result) },
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function existing(client: DockerClient, id: string) {
  const container = await findContainer(client, id);
  if (container) return container;
  throw fail('container-missing', { container: id, candidates: '' });
}
