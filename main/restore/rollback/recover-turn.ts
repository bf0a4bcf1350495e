import type { Job } from '../../../shared/restore/job';
import { jobPlace } from '../names';
import { stepIo } from '../run/execute-run';
import type { OwnedRun } from '../run/living-runs';
import { overLostConnections } from '../run/over-lost-connections';
import { listener } from '../steps/cutover';
import { endTurn, type TurnQuestion } from './turn-end';
import { turnPlace } from './turns';

/** Ends a turn that was cut off: before health had passed on the pair it was made from, after it on the other. */
export async function recoverTurn(run: OwnedRun, question: TurnQuestion): Promise<Partial<Job>> {
  const { recorder, holder } = run;
  run.refuseCancel('cutover');
  const io = stepIo({ recorder }, 'cutover', new AbortController().signal);
  const said = listener({ recorder }, io);
  const outcome = await overLostConnections(run, async () => {
    const workDir = await (await holder.session()).workDirectory();
    const { cutover, helperImage } = await holder.parts();
    const place = jobPlace(question.job.id, workDir, '', helperImage);
    return cutover.recover(turnPlace(place, question.turn), said);
  });
  const exchanged = outcome.kind === 'completed' || outcome.kind === 'reversed';
  recorder.update({ downtime_seconds: exchanged ? outcome.downtimeSeconds : null });
  return endTurn(run, question, outcome, await holder.session(), await holder.parts());
}
