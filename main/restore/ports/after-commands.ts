import type { AppError } from '../../../shared/errors/app-error';
import type { PostCommand } from '../../../shared/profile';
import type { JobPlace } from './step';

/** A command of phase `after`: the job it belongs to, and which of the job's it is, from 1. */
export interface AfterCommand {
  readonly place: JobPlace;
  readonly number: number;
  readonly command: Pick<PostCommand, 'service' | 'command' | 'timeoutSeconds'>;
}

export type AfterCommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly logTail: string }
  /** It was begun, and nothing vouches for how it ended. It is never run a second time. */
  | { readonly kind: 'vanished'; readonly logTail: string }
  /** Its container was ended at the command's limit. */
  | { readonly kind: 'timed-out'; readonly logTail: string }
  /** It has not run at all. */
  | { readonly kind: 'not-started'; readonly error: AppError };

/**
 * Runs `after` commands, each in a one-off container cloned from its service, detached: it goes on without a console.
 * A command runs once in a job, whichever consoles ask for it and how often: who finds it begun follows it.
 */
export interface AfterCommands {
  /**
   * Starts a command or takes up the one that was begun, and follows it to its end; the limit counts from here. Gives
   * each line of its output from byte `fromOffset` on. Abort ends the following, never the command: it is another
   * console's then. Throws `connection-lost`, `docker-not-running`, and `cancelled` on abort.
   */
  run(
    command: AfterCommand,
    options: {
      readonly fromOffset: number;
      readonly onLine: (line: string, nextOffset: number) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<AfterCommandEnd>;
  /** Removes its container with its anonymous volumes. No error when it is gone; how the command ended stays known. */
  remove(command: AfterCommand): Promise<void>;
}
