import { endHelpers } from '../job-leftovers';
import { removeJobSecrets } from '../job-secrets';
import { unlessOnlySilent } from '../run/fence';
import { prepared, type RunContext, type Step } from '../run/run-context';

/** How the host remembers a job: enough for another console to find it and for `recover` to end it. */
interface HostJob {
  readonly version: 1;
  readonly job_id: string;
  readonly target: string;
  readonly operator: string;
  readonly machine: string;
  readonly archive_sha256: string;
  readonly filename: string;
  readonly databases: {
    readonly live: string;
    readonly fresh: string;
    readonly old: string;
    readonly loader: string;
  };
  readonly live_oid: number | null;
  /** Tells the job's target from another one with a database of that name and this work directory. */
  readonly database_container: { readonly id: string; readonly name: string };
  readonly engine: string | null;
  readonly started_at: string;
}

/** Takes the target for this job, atomically by Docker, and opens the job's folder on the host. */
export const lock: Step = {
  id: 'lock',
  async run(context, io) {
    const { profile, operator, recorder, products } = context;
    const { place, planned, facts } = prepared(context);
    const { docker, host } = await context.session();
    const { container, helperImage } = await context.parts();
    // Set before the answer: an answer that is lost must not leave a lock nobody knows of.
    products.lockHeld = true;
    const outcome = await docker.acquireLock({
      databaseContainerId: container.id,
      database: profile.database.name,
      image: helperImage,
      operator: operator.name,
      machine: operator.machine,
      jobId: recorder.job.id,
    });
    // This job's too: one taken by this machine is given again, so whoever holds it works on the job elsewhere.
    if (outcome.kind === 'held') {
      products.lockHeld = false;
      const { owner } = outcome;
      return {
        kind: 'blocked',
        error: {
          code: 'lock-held',
          params: { by: owner.operator, machine: owner.machine, since: owner.since, job: owner.jobId },
        },
      };
    }
    products.lockId = outcome.containerId;
    await host.makeDirectory(place.jobDir, 0o700);
    const hostJob: HostJob = {
      version: 1,
      job_id: recorder.job.id,
      target: profile.name,
      operator: operator.name,
      machine: operator.machine,
      archive_sha256: context.manifest.sha256,
      filename: context.manifest.filename,
      databases: planned.names,
      live_oid: facts.database?.live?.oid ?? null,
      database_container: { id: container.id, name: container.name },
      engine: await docker.engineId(),
      started_at: context.clock.now().toISOString(),
    };
    await host.writeFile(`${place.jobDir}/job.json`, `${JSON.stringify(hostJob, null, 2)}\n`, 0o600);
    io.log(
      'info',
      'console',
      `Locked ${profile.database.name} in ${container.name} for job ${recorder.job.id}`,
    );
    return { kind: 'done' };
  },
  leave: async (context) => {
    await removeHelpers(context);
    await releaseLock(context);
  },
  leaveOnlyIfClean: true,
};

/**
 * Removes what helpers of this run there are still: a container whose removal by the step or the host's script met an
 * engine that was away, as a clone made for a cutover that did not begin.
 */
export async function removeHelpers(context: RunContext): Promise<void> {
  if (!context.products.lockHeld) return;
  // What is there may be what a console that has taken the run over works with.
  await unlessOnlySilent(() => context.fence());
  await endHelpers(await context.session(), prepared(context).place);
}

/** Gives the target free. Only this job's lock is touched. */
export async function releaseLock(context: RunContext): Promise<void> {
  if (!context.products.lockHeld) return;
  const { docker, host } = await context.session();
  // By the job's id another console's secrets and lock would go too.
  await context.fence();
  await removeJobSecrets(host, prepared(context).place);
  const { lockId = null } = context.products;
  // No more beats: one that finds the lock gone would take it for lost.
  delete context.products.lockId;
  await context.checkpoint();
  const { container } = await context.parts();
  const { recorder, profile } = context;
  await docker.releaseLock(container.id, profile.database.name, recorder.job.id, lockId);
  context.products.lockHeld = false;
}

/** The last step of a run that only brings the archive to the host. */
export const unlock: Step = {
  id: 'after',
  async run(context) {
    await releaseLock(context);
    return { kind: 'done' };
  },
};
