import { assertNever } from '../../../shared/assert-never';
import { type AppError, type ErrorParams, type Evidence, toAppError } from '../../../shared/errors/app-error';
import type { ReasonCode } from '../../../shared/phrases/phrases-en';
import type { AfterCommand, AfterCommandEnd } from '../ports/after-commands';
import type { StepIo } from '../ports/step';
import { prepared, type RunContext } from '../run/run-context';

/**
 * The profile's commands of phase `after`, one after another. How each ended is told and written into the record before
 * the next begins. None can undo the restore: what fails is a warning, and what cannot be known is one too.
 */
export async function runAfterCommands(context: RunContext, io: StepIo): Promise<void> {
  const { products, profile } = context;
  const { place } = prepared(context);
  const commands = profile.postCommands.filter((each) => each.phase === 'after');
  for (const [index, command] of commands.entries()) {
    if (index < (products.afterCommandsRun ?? 0)) continue;
    await runOne(context, io, { place, number: index + 1, command });
    products.afterCommandsRun = index + 1;
    delete products.afterLogOffset;
    await remember(context);
  }
}

async function runOne(context: RunContext, io: StepIo, command: AfterCommand): Promise<void> {
  const { products } = context;
  const { afterCommands } = await context.parts();
  const end = await afterCommands.run(command, {
    fromOffset: products.afterLogOffset ?? 0,
    signal: io.signal,
    onLine: (line, nextOffset) => {
      products.afterLogOffset = nextOffset;
      if (line.trim() !== '') io.log('info', 'host', line);
    },
  });
  // Another console may have taken the run over while it ran: the container is that one's then.
  await context.fence();
  const notRemoved = await removed(() => afterCommands.remove(command));
  const failure = failureOf(command, end);
  if (failure) context.recorder.warn(failure);
  if (notRemoved) context.recorder.warn(notRemoved);
}

/** Null once it is gone. One that stays is a leftover that prune lists, and no reason to run anything again. */
async function removed(remove: () => Promise<void>): Promise<AppError | null> {
  try {
    await remove();
    return null;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'connection-lost') throw thrown;
    return error;
  }
}

/** The warning of a command that did not end well; null for one that did. */
function failureOf({ command }: AfterCommand, end: AfterCommandEnd): AppError | null {
  const failed = (reason: ReasonCode, evidence: Evidence, more: ErrorParams = {}): AppError => ({
    code: 'command-after-failed',
    params: { command: command.command.join(' '), service: nameOf(command.service), reason, ...more },
    evidence,
  });
  switch (end.kind) {
    case 'exited':
      if (end.exitCode === 0) return null;
      return failed(
        'command-exited',
        { command: [...command.command], exitCode: end.exitCode, stderrTail: end.logTail },
        { exitCode: end.exitCode },
      );
    case 'vanished':
      return failed('command-vanished', {
        command: [...command.command],
        exitCode: null,
        stderrTail: end.logTail,
      });
    case 'timed-out':
      return failed(
        'command-timed-out',
        { command: [...command.command], exitCode: null, stderrTail: end.logTail },
        { limit: command.timeoutSeconds },
      );
    case 'not-started':
      return failed('command-not-started', {
        stderrTail: `${end.error.code} ${JSON.stringify(end.error.params)}`,
        ...end.error.evidence,
      });
    default:
      return assertNever(end, 'end of an after command');
  }
}

function nameOf(service: AfterCommand['command']['service']): string {
  return service.by === 'name' ? service.name : `${service.project}/${service.service}`;
}

/** A record that could not be written costs nothing: what was begun is told by the host itself. */
async function remember(context: RunContext): Promise<void> {
  try {
    await context.checkpoint();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'lock-lost' || error.code === 'connection-lost') throw thrown;
    context.recorder.log('after', 'warning', `Not written into the job folder: ${error.code}`);
  }
}
