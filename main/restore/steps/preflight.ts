import { jobPlace } from '../names';
import { makePlan } from '../plan/make-plan';
import { probeTarget } from '../preflight/probe-target';
import type { Step } from '../run/run-context';
import { runFactsOf } from '../run/run-facts';

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
