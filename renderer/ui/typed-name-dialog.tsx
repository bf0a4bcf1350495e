import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/errors/app-error';
import type { Environment } from '../../shared/profile';
import { EnvironmentBand } from './environment';
import { ErrorBlock } from './error-block';
import styles from './typed-name-dialog.module.css';

export interface TypedNameDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly target: string;
  readonly environment: Environment;
  readonly host?: string;
  /** The word of the button that goes on. */
  readonly go: string;
  /** True for what stops services: its button is the red one. */
  readonly stopsServices?: boolean;
  readonly busy: boolean;
  readonly error: AppError | null;
  /** Called with the typed name, which main checks again. */
  readonly onGo: (typed: string) => void;
  readonly children: ReactNode;
}

/** What changes a target goes on only when the target's name was typed: nothing is prefilled, Cancel has the focus. */
export function TypedNameDialog(props: TypedNameDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={620}
      padding={0}
      closeOnClickOutside={false}
      withCloseButton={false}
      classNames={{ header: styles.header ?? '' }}
    >
      <TypedNameForm {...props} />
    </Modal>
  );
}

function TypedNameForm({
  target,
  environment,
  host = '',
  go,
  stopsServices = false,
  busy,
  error,
  onGo,
  onClose,
  children,
}: TypedNameDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const matches = typed === target;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // What opened the dialog may be a form too, and React hands the event on through it.
        event.stopPropagation();
        if (matches && !busy) onGo(typed);
      }}
    >
      <EnvironmentBand environment={environment} target={target} host={host} />
      <div className={styles.body}>
        {children}
        <TextInput
          label={t('restore.confirm.type', { target })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
          description={typed !== '' && !matches ? t('restore.confirm.noMatch') : '\u00a0'}
          inputWrapperOrder={['label', 'input', 'description']}
        />
        {error ? <ErrorBlock error={error} /> : null}
        <div className={styles.buttons}>
          <Button data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            {...(stopsServices ? { className: 'rc-danger' } : {})}
            disabled={!matches || busy}
          >
            {go}
          </Button>
        </div>
      </div>
    </form>
  );
}
