import { fail } from '../../shared/errors/app-error';
import type { HelperSpec } from '../restore/ports/docker';
import { isLockLost } from '../restore/ports/lock-lost';
import type { JobPlace, StepIo } from '../restore/ports/step';
import type { ServerContext } from './server-context';

/** A helper of a job: what differs from one to the next. */
export interface HelperJob {
  /** Base name of its files and part of its name. */
  readonly step: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Host path of a 0600 file with the password; null where the server asks for none. */
  readonly envFile: string | null;
  readonly mounts: HelperSpec['mounts'];
}

export interface HelperEnd {
  readonly exitCode: number;
  readonly logTail: string;
}

/** Name of a job's helper container. */
export function helperName(short: string, step: string): string {
  return `rc-${short}-${step}`;
}

/** Ends a helper and forgets how an earlier one of that step ended, so that the next start is a new one. */
export async function clearHelper(context: ServerContext, place: JobPlace, step: string): Promise<void> {
  await context.docker.removeHelper(helperName(place.short, step));
  await context.host.removeFile(`${place.jobDir}/${step}.status`);
  await context.host.removeFile(`${place.jobDir}/${step}.log`);
}

/**
 * Starts a helper in the database container's network, or goes on with the one that was started before the connection
 * was lost; follows it to its end. The lines come from the first one on.
 * A run that has lost its lock neither starts nor removes one. Throws `helper-vanished`, `cancelled`; a status other
 * than 0 is a value.
 */
export async function runHelper(
  context: ServerContext,
  place: JobPlace,
  io: StepIo,
  job: HelperJob,
  onLine: (line: string) => void,
): Promise<HelperEnd> {
  const name = helperName(place.short, job.step);
  const { docker, host, container } = context;
  if (isLockLost(io.signal)) throw fail('cancelled', { step: job.step });
  const ended = await host.stat(`${place.jobDir}/${job.step}.status`);
  if (!ended || (await docker.helperRunning(name))) {
    await docker.startHelper({
      name,
      image: place.helperImage,
      network: `container:${container.id}`,
      jobDir: place.jobDir,
      step: job.step,
      mounts: job.mounts,
      env: job.env,
      envFile: job.envFile,
      script: job.script,
      args: job.args,
      labels: { 'restore-console.job': place.jobId },
    });
  }
  const exit = await docker.followHelper(
    { name, jobDir: place.jobDir, step: job.step },
    { fromOffset: 0, onLine: (line) => onLine(line), signal: io.signal },
  );
  if (!isLockLost(io.signal)) await docker.removeHelper(name);
  switch (exit.kind) {
    case 'exited':
      return exit;
    case 'cancelled':
      throw fail('cancelled', { step: job.step });
    case 'vanished':
      throw fail(
        'helper-vanished',
        { helper: name, step: job.step },
        { evidence: { stderrTail: exit.logTail } },
      );
  }
}

/** Where a path inside the database container lies, as a mount for a helper; null when it is in the container's own layer. */
export function mountCovering(
  context: ServerContext,
  path: string,
): { readonly source: string; readonly destination: string } | null {
  const covering = context.container.mounts
    .filter((mount) => mount.type === 'volume' || mount.type === 'bind')
    .filter(
      (mount) => path === mount.destination || path.startsWith(`${mount.destination.replace(/\/$/, '')}/`),
    )
    .sort((a, b) => b.destination.length - a.destination.length)[0];
  if (!covering) return null;
  return { source: covering.name ?? covering.source, destination: covering.destination };
}
