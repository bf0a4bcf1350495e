import type { Language } from '../../shared/language';
import type { ConsoleApp } from '../composition';
import type { CommandIo } from './command-io';

/** What every command works with. The app is opened lazily, so that usage errors touch nothing. */
export interface CommandContext {
  readonly io: CommandIo;
  readonly language: Language;
  app(): Promise<ConsoleApp>;
}

/** A command's work: resolves to its exit status; errors are thrown as RestoreConsoleError and printed in one place. */
export type CommandAction = () => Promise<number>;
