import { toAppError } from '../../../shared/errors/app-error';
import { endInPlaceJournal } from '../in-place/journal';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step } from '../run/run-context';
import { settleEarlierPairs } from './earlier-pairs';
import { releaseLock } from './lock';

/**
 * The new pair is live and healthy: commands that come after, earlier old pairs, the lock. Nothing here can undo
 * the restore, so what fails is a warning.
 */
export const after: Step = {
  id: 'after',
  async run(context, io) {
    await runCommands(context, io);
    await quietly(context, () => settleEarlierPairs(context, io));
    await dropRestOfStage(context);
    await closeInPlace(context);
    await releaseLock(context);
    return { kind: 'done' };
  },
};

async function runCommands(context: RunContext, io: StepIo): Promise<void> {
  const commands = context.profile.postCommands.filter((each) => each.phase === 'after');
  for (const command of commands.slice(context.products.afterCommandsRun ?? 0)) {
    context.products.afterCommandsRun = (context.products.afterCommandsRun ?? 0) + 1;
    const failed = (service: string, exitCode: number): void =>
      context.recorder.warn({
        code: 'command-after-failed',
        params: { command: command.command.join(' '), service, exitCode },
      });
    await quietly(context, async () => {
      const { docker } = await context.session();
      const [container] = await docker.resolve(command.service);
      if (!container) return failed('no container', -1);
      const result = await docker.exec(container.id, command.command, {
        timeoutMs: command.timeoutSeconds * 1000,
      });
      for (const line of `${result.stdout}\n${result.stderr}`.split('\n')) {
        if (line.trim() !== '') io.log('info', 'host', line);
      }
      if (result.exitCode !== 0) failed(container.name, result.exitCode ?? -1);
    });
  }
}

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
