import { type ReactNode, useState } from 'react';
import { type AppError, toAppError } from '../../../../shared/errors/app-error';
import type { Environment } from '../../../../shared/profile';
import { useConsole } from '../../../console-context';
import { TypedNameDialog } from '../../../ui/typed-name-dialog';

type Answer =
  | { readonly kind: 'started'; readonly jobId: string }
  | { readonly kind: 'refused'; readonly error: AppError };

export interface ConfirmTargetProps {
  readonly target: string;
  readonly environment: Environment;
  readonly title: string;
  readonly go: string;
  /** True for what stops services: its button is the red one. */
  readonly stopsServices: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Asked with the typed name, which main checks again. */
  readonly ask: (typed: string) => Promise<Answer>;
  readonly children: ReactNode;
}

/** Something that changes a target begins only when its name was typed. Shows the run that began. */
export function ConfirmTargetDialog({ ask, ...props }: ConfirmTargetProps) {
  const { stores } = useConsole();
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const close = () => {
    setError(null);
    props.onClose();
  };
  const submit = async (typed: string) => {
    setAsking(true);
    setError(null);
    try {
      const answer = await ask(typed);
      if (answer.kind === 'refused') setError(answer.error);
      else {
        close();
        stores.navigation.getState().showJob(answer.jobId);
      }
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setAsking(false);
    }
  };
  return (
    <TypedNameDialog
      {...props}
      onClose={close}
      busy={asking}
      error={error}
      onGo={(typed) => void submit(typed)}
    />
  );
}
