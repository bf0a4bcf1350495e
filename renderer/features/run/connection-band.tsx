import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/restore/run-state';
import { Icon } from '../../ui/icon';
import { useFormat } from '../../ui/use-format';
import { useNow } from '../../ui/use-now';
import { currentStep } from './current-step';
import styles from './run-screen.module.css';

/** A calm band while the connection is lost: the host goes on, and when it is tried again. */
export function ConnectionBand({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lost, since, retryInSeconds } = run.connection;
  const now = useNow(1000, lost);
  if (!lost || since === null || run.phase === 'finished') return null;
  const step = currentStep(run);
  const words = {
    ago: format.duration(Math.max(0, Math.floor((now - Date.parse(since)) / 1000))),
    step: step ? t(`steps.${step.id}`) : t('common.none'),
    retry: format.duration(retryInSeconds),
  };
  return (
    <div className={styles.lost} role="status">
      <Icon name="unlink" />
      {retryInSeconds ? t('run.connection.lost', words) : t('run.connection.trying', words)}
    </div>
  );
}
