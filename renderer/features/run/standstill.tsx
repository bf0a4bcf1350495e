import { useTranslation } from 'react-i18next';
import type { RunStep } from '../../../shared/restore/run-state';
import type { LockWait } from '../../../shared/restore/standstill';
import { Moment } from '../../ui/moment';
import styles from './timeline.module.css';

/** A step that stands still, with what was looked at, and who holds the lock that it waits for. */
export function Standstill({ step }: { step: RunStep }) {
  const { t } = useTranslation();
  const { standstill, waits } = step;
  if (!standstill && !waits) return null;
  return (
    <div className={styles.standstill} role="status">
      {standstill ? (
        <p>
          {t('run.standstill.since')} <Moment iso={standstill.since} form="timeOfDay" />
          {'. '}
          {t('run.standstill.watched', {
            what: standstill.watched.map((each) => t(`run.standstill.evidence.${each}`)).join(', '),
          })}{' '}
          {t('run.standstill.next')}
        </p>
      ) : null}
      {(waits ?? []).map((wait) => (
        <Wait key={`${wait.pid} ${wait.holder.pid}`} wait={wait} />
      ))}
    </div>
  );
}

function Wait({ wait }: { wait: LockWait }) {
  const { t } = useTranslation();
  const { pid, role, application, state, query_started_at: since } = wait.holder;
  return (
    <p>
      {t('run.standstill.wait', { waiter: wait.pid, holder: pid, role })}{' '}
      <span className="mono">{application}</span> {state ? `(${state})` : null}
      {since ? (
        <>
          {', '}
          {t('run.standstill.query')} <Moment iso={since} form="timeOfDay" />
        </>
      ) : null}
    </p>
  );
}
