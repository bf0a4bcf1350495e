import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import { useNavigation, useTargets } from '../../stores';
import { ErrorBlock } from '../../ui/error-block';
import styles from './targets-screen.module.css';

/** Takes a target out of this console, after a question whose default is to leave it. */
export function RemoveTarget({ name }: { name: string }) {
  const { t } = useTranslation();
  const remove = useTargets((state) => state.remove);
  const showTarget = useNavigation((state) => state.showTarget);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const go = async () => {
    try {
      await remove(name);
      setAsking(false);
      showTarget(null);
    } catch (thrown) {
      setError(toAppError(thrown));
    }
  };
  return (
    <div>
      <Button onClick={() => setAsking(true)}>{t('targets.remove')}</Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('targets.remove')}
        withCloseButton={false}
      >
        <p>{t('targets.removeAsk', { name })}</p>
        {error ? <ErrorBlock error={error} /> : null}
        <div className={styles.dialogButtons}>
          <Button data-autofocus onClick={() => setAsking(false)}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => void go()}>{t('targets.removeYes')}</Button>
        </div>
      </Modal>
    </div>
  );
}
