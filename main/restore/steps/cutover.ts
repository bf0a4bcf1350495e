import { assertNever } from '../../../shared/assert-never';
import { RestoreConsoleError } from '../../../shared/errors/app-error';
import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { VerificationCheck } from '../../../shared/restore/job';
import type { CutoverListener, CutoverOutcome } from '../ports/cutover';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step, type StepResult } from '../run/run-context';
import type { TargetParts } from '../target-session';
import { buildCutoverSpec, healthToAsk } from './cutover-spec';
import { measureDowntime } from './downtime-meter';

/**
 * Stop, swap, start, health: run by the host itself from a journalled script. Once it has begun it finishes or
 * reverses alone; this step starts it, follows it, and takes its word only with the journal's evidence.
 */
export const cutover: Step = {
  id: 'cutover',
  async run(context, io) {
    if (io.signal.aborted && !context.products.cutoverBegun) return { kind: 'cancelled' };
    // Two consoles must never begin one: the lock is asked for right before.
    if (!context.products.cutoverBegun) await context.checkpoint();
    const session = await context.session();
    const parts = await context.parts();
    const seenFromTheStart = context.products.cutoverBegun !== true;
    const meter =
      context.products.downtimeMeter ?? measureDowntime(healthToAsk(context), session.host, context.clock);
    const withoutService = async (byHost: number | null): Promise<number | null> => {
      const measured = await meter.stop();
      if (context.products.inPlaceDropped) return measured ?? downtimeOf(context);
      return seenFromTheStart ? (measured ?? byHost) : byHost;
    };
    try {
      const outcome = await begin(context, parts, io);
      switch (outcome.kind) {
        case 'completed':
          return completed(context, outcome, await withoutService(outcome.downtimeSeconds));
        case 'reversed':
          // It ended in its preparation, before the first stop: a failure like any step's, and nothing was put back.
          if (outcome.error.left === 'nothing-touched') {
            context.products.cutoverBegun = false;
            throw new RestoreConsoleError(outcome.error);
          }
          context.recorder.update({
            downtime_seconds: await withoutService(outcome.downtimeSeconds),
          });
          return { kind: 'reversed', error: outcome.error, parts: outcome.parts };
        case 'cancelled':
          return outcome;
        case 'needs-person':
          return { kind: 'needs-person', error: outcome.error, manual: outcome.manual };
        default:
          return assertNever(outcome, 'cutover outcome');
      }
    } finally {
      await meter.stop();
    }
  },
};

/** Begins the cutover; after a lost connection takes up the one that was begun, which may have ended meanwhile. */
async function begin(
  context: RunContext,
  parts: TargetParts,
  io: StepIo,
): Promise<CutoverOutcome | { readonly kind: 'cancelled' }> {
  const said = listener(context, io);
  if (context.products.cutoverBegun) {
    const taken = await parts.cutover.recover(prepared(context).place, said);
    if (taken.kind !== 'not-begun') return taken;
    // Its script never started, or ended in its preparation: all is as before it, and a cancel asked before counts.
    if (io.signal.aborted) {
      context.products.cutoverBegun = false;
      return { kind: 'cancelled' };
    }
  }
  const spec = await buildCutoverSpec(context, parts, io);
  return parts.cutover.run(spec, said, () => {
    context.products.cutoverBegun = true;
  });
}

/** The cutover's own words as events of the run. Used by `recover` as well. */
export function listener(context: Pick<RunContext, 'recorder'>, io: Pick<StepIo, 'log'>): CutoverListener {
  return {
    part: (part, state) => context.recorder.emit({ type: 'cutover-part', part, state }),
    downtime: (state) => context.recorder.emit({ type: 'downtime', state }),
    log: (level, source, text) => io.log(level, source, text),
    manual: (undo) => context.recorder.update({ manual_undo: [...undo] }),
  };
}

function completed(
  context: RunContext,
  outcome: {
    readonly parts: readonly { name: string; seconds: number }[];
    readonly killed: readonly string[];
    readonly healthAccepted: string | null;
  },
  downtime: number | null,
): StepResult {
  const { planned, place, facts } = prepared(context);
  for (const container of outcome.killed) {
    context.recorder.warn({
      code: 'service-killed',
      params: { container, waited: graceOf(context, container) },
    });
  }
  const health = healthCheck(context, outcome.healthAccepted);
  context.products.healthProven = health.verdict === 'match';
  const checks: VerificationCheck[] = [
    ...(context.products.verification?.checks ?? []),
    ...(context.products.mediaChecks ?? []),
    health,
  ];
  if (downtime !== null) context.products.downtimeSeconds = downtime;
  context.recorder.update({
    downtime_seconds: downtime,
    verification: { passed: true, checks, tables: context.products.verification?.tables ?? [] },
    old_pair: {
      database:
        planned.dump && facts.database?.live && !context.products.inPlaceDropped ? planned.names.old : null,
      media: planned.withMedia && facts.media?.exists ? place.short : null,
    },
  });
  return { kind: 'done', parts: outcome.parts };
}

function healthCheck(context: RunContext, accepted: string | null): VerificationCheck {
  const health = healthToAsk(context);
  if (!health) {
    return {
      name: 'health',
      expected: '',
      found: '',
      verdict: 'not-checked',
      ...noted([phrase(context.profile.health ? 'health-backend-stopped' : 'health-no-check')]),
    };
  }
  const what = health.kind === 'http' ? health.url : health.kind;
  if (accepted !== null) {
    // The operator's override let it pass; it is nowhere called healthy.
    context.recorder.warn({ code: 'health-failing-before', params: { check: what, found: accepted } });
    return {
      name: 'health',
      expected: what,
      found: accepted,
      verdict: 'not-checked',
      ...noted([phrase('health-let-through')]),
    };
  }
  return { name: 'health', expected: what, found: 'healthy', verdict: 'match' };
}

function graceOf(context: RunContext, container: string): number {
  const found = prepared(context).facts.services.find((service) => service.container?.name === container);
  return found?.service.stopGraceSeconds ?? 0;
}

/** In place, where the way down is the console's: by the run's own events, where no address can be asked. */
function downtimeOf(context: RunContext): number | null {
  const { downtimeBeganAt, downtimeEndedAt } = context.recorder.state;
  if (!downtimeBeganAt || !downtimeEndedAt) return null;
  return (Date.parse(downtimeEndedAt) - Date.parse(downtimeBeganAt)) / 1000;
}
