import type { ConsoleContract } from '../shared/ipc/contract';
import type { Handlers, Publishers } from '../shared/ipc/define';
import type { Language } from '../shared/language';
import type { RunState } from '../shared/restore/run-state';

type All = Handlers<ConsoleContract>;

/** The requests of the contract that need no window: dialogs, terminal and clipboard are the shell's own. */
export interface ServiceHandlers {
  readonly archive: Pick<All['archive'], 'inspect' | 'cancelInspect' | 'recent' | 'pack'>;
  readonly targets: Omit<All['targets'], 'chooseKey'>;
  readonly restore: All['restore'];
  readonly jobs: Omit<All['jobs'], 'exportLog' | 'saveReport' | 'openReport'>;
  readonly settings: All['settings'];
}

/** The events that the services send; the others are the shell's own. */
export type ServicePublishers = Pick<Publishers<ConsoleContract>, 'restore' | 'jobs'> & {
  readonly archive: Publishers<ConsoleContract>['archive'];
};

/** Reports of jobs as files. Throws `job-not-found`. */
export interface ReportFiles {
  /** A name for the page, safe on every system. */
  suggestedName(jobId: string, language: Language): string;
  content(jobId: string, language: Language, format: 'html' | 'json'): string;
}

/** Everything behind the contract, as the composition builds it for window and command line. */
export interface ConsoleServices {
  readonly handlers: ServiceHandlers;
  readonly reports: ReportFiles;
  /** A run as it is, or as the history has it; null for a job that has had none. */
  readonly runState: (jobId: string) => RunState | null;
  /** Where logs are written; shown in Settings. */
  readonly logFolder: string;
  /**
   * Lets go of connections and files. What the host does after that is the running step's own matter
   * (design §5): nothing here waits for a run to end.
   */
  close(): Promise<void>;
}
