import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../../shared/errors/app-error';
import type { Environment } from '../../../../shared/profile';
import { useConsole } from '../../../console-context';
import { EnvironmentBand } from '../../../ui/environment';
import { ErrorBlock } from '../../../ui/error-block';
import styles from './outcome-view.module.css';

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

/** Something that changes a target begins only when its name was typed; Cancel has the focus. Shows the run that began. */
export function ConfirmTargetDialog(props: ConfirmTargetProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={560}
      padding={0}
      withCloseButton={false}
      closeOnClickOutside={false}
      classNames={{ header: styles.dialogHead ?? '' }}
    >
      <ConfirmTargetForm {...props} />
    </Modal>
  );
}

function ConfirmTargetForm({
  target,
  environment,
  go,
  stopsServices,
  onClose,
  ask,
  children,
}: ConfirmTargetProps) {
  const { t } = useTranslation();
  const { stores } = useConsole();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const matches = typed === target;
  const submit = async () => {
    setAsking(true);
    setError(null);
    try {
      const answer = await ask(typed);
      if (answer.kind === 'refused') setError(answer.error);
      else {
        onClose();
        stores.navigation.getState().showJob(answer.jobId);
      }
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setAsking(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (matches && !asking) void submit();
      }}
    >
      <EnvironmentBand environment={environment} target={target} host="" />
      <div className={styles.dialog}>
        {children}
        <TextInput
          label={t('restore.confirm.type', { target })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
        />
        {error ? <ErrorBlock error={error} /> : null}
        <div className={styles.dialogButtons}>
          <Button data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            {...(stopsServices ? { className: 'rc-danger' } : {})}
            disabled={!matches || asking}
          >
            {go}
          </Button>
        </div>
      </div>
    </form>
  );
}
