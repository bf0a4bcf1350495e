import { toAppError } from '../../../shared/errors/app-error';
import { endInPlaceJournal } from '../in-place/journal';
import { isOldDatabaseOf } from '../names';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext, type Step } from '../run/run-context';
import { releaseLock } from './lock';

/**
 * The new pair is live and healthy: commands that come after, earlier old pairs, the lock. Nothing here can undo
 * the restore, so what fails is a warning.
 */
export const after: Step = {
  id: 'after',
  async run(context, io) {
    await runCommands(context, io);
    await dropEarlierPairs(context, io);
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

/**
 * At most one old pair is kept: this run's. One of an earlier run on this target goes, whole, when this run has
 * replaced both halves it holds and the new pair was proven healthy. What is not in this target's history is not ours
 * to judge and stays.
 */
async function dropEarlierPairs(context: RunContext, io: StepIo): Promise<void> {
  if (!context.products.healthProven) return;
  const { facts, planned } = prepared(context);
  const { database, media } = await context.parts();
  const there = new Set((facts.database?.databases ?? []).map((each) => each.name));
  for (const { old_pair: old, id } of context.history) {
    if (!old || id === context.recorder.job.id) continue;
    const replaced =
      (old.database === null || planned.dump !== null) && (old.media === null || planned.withMedia);
    if (!replaced) continue;
    const { database: name, media: kept } = old;
    if (name !== null && there.has(name) && isOldDatabaseOf(planned.names.live, name)) {
      await quietly(context, async () => {
        await database.dropOld(name);
        io.log('info', 'console', `Dropped ${name}, kept from an earlier run`);
      });
    }
    if (kept === null || !media) continue;
    await quietly(context, async () => {
      if (!(await media.oldPairs()).includes(kept)) return;
      await media.dropOld(kept);
      io.log('info', 'console', `Removed the media kept from earlier run ${kept}`);
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
