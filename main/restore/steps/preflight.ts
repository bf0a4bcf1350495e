import type { Job } from '../../../shared/restore/job';
import type { Plan } from '../../../shared/restore/plan';
import { jobPlace } from '../names';
import { makePlan } from '../plan/make-plan';
import { probeTarget, type TargetFacts } from '../preflight/probe-target';
import type { RunContext, Step } from '../run/run-context';
import { runFactsOf } from '../run/run-facts';

/** What a report tells of the host and of this console, and what the dump was not given. */
function reportedFacts(context: RunContext, facts: TargetFacts, leftOut: Plan['left_out']): Partial<Job> {
  const { console } = context.operator;
  return {
    host: {
      address: facts.address,
      fingerprint: facts.fingerprint,
      docker_version: facts.dockerVersion,
      server_version: facts.database?.version ?? null,
      work_directory: facts.workDir,
    },
    ...(console === undefined ? {} : { console_version: console }),
    left_out: leftOut,
  };
}

/** Probes the target again, read-only, and stops the run when anything stands against it. */
export const preflight: Step = {
  id: 'preflight',
  async run(context, io) {
    const { profile, manifest, options, recorder, history, products } = context;
    const session = await context.session();
    io.log('info', 'console', `Connected to ${session.host.address}, host key ${session.host.fingerprint}`);
    if (!(await context.inspector.isUnchanged(manifest))) {
      return { kind: 'blocked', error: { code: 'archive-changed', params: { path: manifest.path } } };
    }
    const facts = await probeTarget(session, manifest.sha256);
    const planned = makePlan({
      jobId: recorder.job.id,
      profile,
      manifest,
      options,
      facts,
      history,
      now: context.clock.now(),
    });
    recorder.update(reportedFacts(context, facts, planned.plan.left_out));
    for (const warning of planned.plan.warnings) recorder.warn(warning);
    const [blocker, ...more] = planned.plan.blockers;
    if (blocker) {
      for (const error of [blocker, ...more])
        io.log('error', 'console', `Blocked: ${error.code} ${JSON.stringify(error.params)}`);
      return { kind: 'blocked', error: blocker };
    }
    if (!facts.workDir || !facts.helperImage)
      throw new Error('Preflight passed without a work directory or a helper image');
    const place = jobPlace(recorder.job.id, facts.workDir, manifest.sha256, facts.helperImage);
    products.prepared = { facts: runFactsOf(facts), planned, place };
    return { kind: 'done' };
  },
};
