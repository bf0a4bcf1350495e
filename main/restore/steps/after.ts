import { toAppError } from '../../../shared/errors/app-error';
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
    await releaseLock(context);
    return { kind: 'done' };
  },
};

async function runCommands(context: RunContext, io: StepIo): Promise<void> {
  const { docker } = await context.session();
  for (const command of context.profile.postCommands.filter((each) => each.phase === 'after')) {
    const [container] = await docker.resolve(command.service);
    const service = container?.name ?? 'no container';
    const result = container
      ? await docker.exec(container.id, command.command, { timeoutMs: command.timeoutSeconds * 1000 })
      : null;
    for (const line of (result ? `${result.stdout}\n${result.stderr}` : '').split('\n')) {
      if (line.trim() !== '') io.log('info', 'host', line);
    }
    if (result?.exitCode === 0) continue;
    context.recorder.warn({
      code: 'command-after-failed',
      params: { command: command.command.join(' '), service, exitCode: result?.exitCode ?? -1 },
    });
  }
}

/** At most one old pair is kept: this run's. Those of earlier runs go now that their successor's successor is healthy. */
async function dropEarlierPairs(context: RunContext, io: StepIo): Promise<void> {
  const { facts, planned, place } = prepared(context);
  const { database, media } = await context.parts();
  const live = planned.names.live;
  const databases = planned.dump
    ? (facts.database?.databases ?? []).filter(
        (each) => isOldDatabaseOf(live, each.name) && each.name !== planned.names.old,
      )
    : [];
  for (const old of databases) {
    await quietly(context, () => database.dropOld(old.name));
    io.log('info', 'console', `Dropped ${old.name}, kept from an earlier run`);
  }
  if (!media || !planned.withMedia) return;
  for (const old of (await media.oldPairs()).filter((name) => name !== place.short)) {
    await quietly(context, () => media.dropOld(old));
    io.log('info', 'console', `Removed the media kept from earlier run ${old}`);
  }
}

/** What staging needed and the cutover left behind; the media moved aside stay. */
async function dropRestOfStage(context: RunContext): Promise<void> {
  const { planned, place } = prepared(context);
  const { media } = await context.parts();
  if (media && planned.withMedia) await quietly(context, () => media.dropStage(place));
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
