import type { PruneItem } from '../../../shared/restore/prune';
import { shortId } from '../names';
import type { StepIo } from '../ports/step';
import { judge } from '../prune/decide';
import type { HostState } from '../prune/host-state';
import { readHostState } from '../prune/read-host-state';
import { remove } from '../prune/remove';
import { prepared, type RunContext } from '../run/run-context';

/** More of them than this are worth a word: they go by prune alone. */
const WORTH_A_HINT = 3;
/** Why a thing stays that is another target's, or may be: prune of this one frees nothing of it. */
const NOT_OF_THIS_TARGET: ReadonlySet<PruneItem['reason']> = new Set<PruneItem['reason']>([
  'other-database',
  'other-target',
  'target-unknown',
]);

/**
 * At most one old pair is kept: this run's. Earlier ones are found on the host, whichever console made them, and go when
 * this run has replaced every half they hold and the new pair was proven healthy. Whatever stays is told, with what
 * prune would free; of another target whose media lie in the same volume nothing goes. Archives and safety backups are never removed here.
 */
export async function settleEarlierPairs(context: RunContext, io: StepIo): Promise<void> {
  const session = await context.session();
  const parts = await context.parts();
  const state = await readHostState(session, parts);
  const dropped = new Set<string>();
  for (const pair of judge(state, context.history)) {
    if (pair.group !== 'old-pairs' || !isReplaced(context, state, pair)) continue;
    await remove({ session, parts, state }, pair);
    dropped.add(pair.id);
    io.log('info', 'console', `Removed ${pair.parts.join(' and ')}, kept from an earlier run`);
  }
  hint(context, state, dropped);
}

/** The pair of a completed restore, of which this run has replaced all that it holds. One that a rollback took out stays. */
function isReplaced(context: RunContext, state: HostState, pair: PruneItem): boolean {
  if (pair.reason !== null || !context.products.healthProven || pair.kind === 'taken-out-pair') return false;
  const short = shortId(pair.job ?? '');
  if (short === shortId(context.recorder.job.id)) return false;
  const { planned } = prepared(context);
  const completed =
    context.history.some((job) => shortId(job.id) === short && job.status === 'completed') ||
    state.jobs.some((job) => shortId(job.jobId) === short && job.cutover === 'completed');
  return (
    completed &&
    isEarlier(context, state, short) &&
    pair.parts.every((part) =>
      part.startsWith('.restore-console/') ? planned.withMedia : planned.dump !== null,
    )
  );
}

/**
 * Begun before this run, by the job folders. A run that is taken up late may meet the pair of a newer restore, which is
 * that one's way back; what the folders do not tell is kept.
 */
function isEarlier(context: RunContext, state: HostState, short: string): boolean {
  const begun = (wanted: string): string | undefined =>
    state.jobs.find((job) => shortId(job.jobId) === wanted)?.about?.startedAt;
  const theirs = begun(short);
  const ours = begun(shortId(context.recorder.job.id));
  return theirs !== undefined && ours !== undefined && Date.parse(theirs) < Date.parse(ours);
}

function hint(context: RunContext, state: HostState, dropped: ReadonlySet<string>): void {
  const own = shortId(context.recorder.job.id);
  const there = judge(state, context.history).filter(
    (each) => !dropped.has(each.id) && !NOT_OF_THIS_TARGET.has(each.reason),
  );
  const pairs = there.filter((each) => each.group === 'old-pairs' && shortId(each.job ?? '') !== own);
  const archives = there.filter((each) => each.group === 'archives');
  const backups = there.filter((each) => each.group === 'safety-backups');
  const told = [
    ...pairs,
    ...(archives.length > WORTH_A_HINT ? archives : []),
    ...(backups.length > WORTH_A_HINT ? backups : []),
  ];
  if (told.length === 0) return;
  context.recorder.warn({
    code: 'prune-would-free',
    params: {
      target: context.profile.name,
      pairs: pairs.length,
      archives: archives.length,
      backups: backups.length,
      bytes: told.reduce((sum, each) => sum + (each.bytes ?? 0), 0),
      oldest:
        told
          .map((each) => each.made_at ?? '')
          .filter((each) => each !== '')
          .sort()[0] ?? '',
    },
  });
}
