import type { AppError } from '../../shared/errors/app-error';
import type { InspectProgress } from '../../shared/manifest';
import type { InspectOutcome } from '../restore/inspector';
import type { InspectLimits } from './stream/limits';

/** What the inspection thread is started with. */
export interface WorkerInput {
  readonly path: string;
  readonly recordsFile: string;
  readonly limits?: Partial<InspectLimits>;
}

/** What it says. Any message to it means: cancel. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: InspectProgress }
  | { readonly kind: 'outcome'; readonly outcome: InspectOutcome }
  | { readonly kind: 'failed'; readonly error: AppError };
