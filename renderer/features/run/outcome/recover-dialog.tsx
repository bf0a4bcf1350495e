import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../../shared/errors/app-error';
import type { Environment } from '../../../../shared/profile';
import { useConsole } from '../../../console-context';
import { EnvironmentBand } from '../../../ui/environment';
import { ErrorBlock } from '../../../ui/error-block';
import styles from './outcome-view.module.css';

/** Ends an interrupted run on the old or the new pair; the target's name is typed as for a restore. */
export function RecoverDialog({
  target,
  environment,
  opened,
  onClose,
}: {
  target: string;
  environment: Environment;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('recover.title', { target })}
      size={560}
      padding={0}
      withCloseButton={false}
      closeOnClickOutside={false}
      classNames={{ header: styles.dialogHead ?? '' }}
    >
      <RecoverForm target={target} environment={environment} onClose={onClose} />
    </Modal>
  );
}

function RecoverForm({
  target,
  environment,
  onClose,
}: {
  target: string;
  environment: Environment;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { client, stores } = useConsole();
  const [typed, setTyped] = useState('');
  const [forget, setForget] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const matches = typed === target;
  const submit = async () => {
    setAsking(true);
    setError(null);
    try {
      const answer = await client.call.restore.recover({ target, confirm: typed, forget });
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
        <p>{t('recover.text')}</p>
        <Checkbox
          label={t('recover.forget')}
          checked={forget}
          onChange={(event) => setForget(event.currentTarget.checked)}
        />
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
          <Button type="submit" variant="filled" disabled={!matches || asking}>
            {forget ? t('recover.goForget') : t('recover.go', { target })}
          </Button>
        </div>
      </div>
    </form>
  );
}
