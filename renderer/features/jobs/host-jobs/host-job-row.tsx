import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HostJob } from '../../../../shared/restore/host-job';
import { useNavigation } from '../../../stores';
import { Copyable } from '../../../ui/copyable';
import { Moment } from '../../../ui/moment';
import { JobMark } from '../../../ui/status-mark';
import { GoOn } from '../../run/outcome/go-on';
import type { HostJobAction } from './host-job-actions';
import styles from './host-jobs.module.css';

/** One job of a host: its state there and here, whose it is, and what can be done about it. */
export function HostJobRow({
  told,
  actions,
  onAsk,
}: {
  told: HostJob;
  actions: readonly HostJobAction[];
  /** Opens the dialog of what needs the target's name typed. */
  onAsk: (what: 'recover' | 'roll-back') => void;
}) {
  const { t } = useTranslation();
  const { job } = told;
  return (
    <li className={styles.row}>
      <span className={styles.line}>
        <JobMark status={job.status} />
        <Moment iso={job.started_at ?? job.created_at} />
        <span className="muted truncate">{t('jobs.onHost.by', { who: job.uploaded_by })}</span>
      </span>
      <span className={styles.line}>
        <span className="mono truncate" title={job.original_filename}>
          {job.original_filename}
        </span>
        <Copyable value={job.id} shown={job.id.slice(0, 8)} />
      </span>
      <Here told={told} />
      {job.status === 'interrupted' ? <span className="muted">{t('jobs.onHost.underWay')}</span> : null}
      {actions.length > 0 ? (
        <span className={styles.buttons}>
          {actions.map((action) => (
            <ActionButton key={action} action={action} told={told} onAsk={onAsk} />
          ))}
        </span>
      ) : null}
    </li>
  );
}

/** Whether this history has it, and as what where that differs. */
function Here({ told: { job, here } }: { told: HostJob }) {
  const { t } = useTranslation();
  if (here === null) return <strong>{t('jobs.onHost.notHere')}</strong>;
  return (
    <span className="muted">
      {here === job.status
        ? t('jobs.onHost.here')
        : t('jobs.onHost.hereAs', { status: t(`jobStatuses.${here}`) })}
    </span>
  );
}

function ActionButton({
  action,
  told: { job },
  onAsk,
}: {
  action: HostJobAction;
  told: HostJob;
  onAsk: (what: 'recover' | 'roll-back') => void;
}) {
  const { t } = useTranslation();
  const showJob = useNavigation((state) => state.showJob);
  switch (action) {
    case 'open':
      return <Button onClick={() => showJob(job.id)}>{t('jobs.open')}</Button>;
    case 'go-on':
      return <GoOn job={job} />;
    case 'recover':
      return <Button onClick={() => onAsk('recover')}>{t('outcome.recover')}</Button>;
    case 'roll-back':
      return (
        <Button onClick={() => onAsk('roll-back')}>
          {t(job.status === 'rolled_back' ? 'outcome.rollForward' : 'outcome.rollBack')}
        </Button>
      );
  }
}
