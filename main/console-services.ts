import type { ConsoleContract } from '../shared/ipc/contract';
import type { Handlers, Publishers } from '../shared/ipc/define';

type All = Handlers<ConsoleContract>;

/** The requests of the contract that need no window: dialogs, terminal and clipboard are the shell's own. */
export interface ServiceHandlers {
  readonly archive: Pick<All['archive'], 'inspect' | 'cancelInspect' | 'recent' | 'pack'>;
  readonly targets: Omit<All['targets'], 'chooseKey'>;
  readonly restore: All['restore'];
  readonly jobs: Omit<All['jobs'], 'exportLog'>;
  readonly settings: All['settings'];
}

/** The events that the services send; the others are the shell's own. */
export type ServicePublishers = Pick<Publishers<ConsoleContract>, 'restore' | 'jobs'> & {
  readonly archive: Publishers<ConsoleContract>['archive'];
};

/** Everything behind the contract, as the composition builds it for window and command line. */
export interface ConsoleServices {
  readonly handlers: ServiceHandlers;
  /** Where logs are written; shown in Settings. */
  readonly logFolder: string;
  /**
   * Lets go of connections and files. What the host does after that is the running step's own matter
   * (design §5): nothing here waits for a run to end.
   */
  close(): Promise<void>;
}
