import { toAppError } from '../../../shared/errors/app-error';
import { endInPlaceJournal } from '../in-place/journal';
import { prepared, type RunContext, type Step } from '../run/run-context';
import { runAfterCommands } from './after-commands';
import { settleEarlierPairs } from './earlier-pairs';
import { releaseLock, removeHelpers } from './lock';

/**
 * The new pair is live and healthy: commands that come after, earlier old pairs, the lock. Nothing here can undo
 * the restore, so what fails is a warning.
 */
export const after: Step = {
  id: 'after',
  async run(context, io) {
    await runAfterCommands(context, io);
    await quietly(context, () => settleEarlierPairs(context, io));
    await dropRestOfStage(context);
    await closeInPlace(context);
    await quietly(context, () => removeHelpers(context));
    await releaseLock(context);
    return { kind: 'done' };
  },
};

/** What staging needed and the cutover left behind; the media moved aside stay. */
async function dropRestOfStage(context: RunContext): Promise<void> {
  const { planned, place } = prepared(context);
  const { media } = await context.parts();
  if (media && planned.withMedia) await quietly(context, () => media.dropStage(place));
}

/** A restore in place has ended well: its journal is of the past, so that nothing takes it back any more. */
async function closeInPlace(context: RunContext): Promise<void> {
  if (!context.products.inPlaceBegun) return;
  const { host } = await context.session();
  await quietly(context, () => endInPlaceJournal(host, prepared(context).place, 'completed'));
}

async function quietly(context: RunContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'connection-lost') throw thrown;
    context.recorder.warn(error);
  }
}
