import type { Job } from '../../../shared/restore/job';
import { jobPlace } from '../names';
import { stepIo } from '../run/execute-run';
import type { OwnedRun } from '../run/living-runs';
import { listener } from '../steps/cutover';
import type { TargetParts, TargetSession } from '../target-session';
import { endTurn, type TurnQuestion } from './turn-end';
import { turnPlace } from './turns';

/** Ends a turn that was cut off: before health had passed on the pair it was made from, after it on the other. */
export async function recoverTurn(
  run: OwnedRun,
  question: TurnQuestion,
  session: TargetSession,
  parts: TargetParts,
): Promise<Partial<Job>> {
  const { recorder } = run;
  const place = jobPlace(question.job.id, await session.workDirectory(), '', parts.helperImage);
  const io = stepIo({ recorder }, 'cutover', new AbortController().signal);
  const said = listener({ recorder }, io);
  const outcome = await parts.cutover.recover(turnPlace(place, question.turn), said);
  return endTurn(run, question, outcome, session, parts);
}
