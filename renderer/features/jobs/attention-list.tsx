import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../shared/restore/job';
import { useNavigation } from '../../stores';
import { Card } from '../../ui/card';
import { EnvironmentBadge } from '../../ui/environment';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { RecoverDialog } from '../run/outcome/recover-dialog';
import styles from './jobs-screen.module.css';

/** Jobs that wait for somebody, each with its action. */
export function AttentionList({ waiting }: { waiting: readonly Job[] }) {
  const { t } = useTranslation();
  const [recovering, setRecovering] = useState<Job | null>(null);
  const showJob = useNavigation((state) => state.showJob);
  if (waiting.length === 0) return null;
  return (
    <Card title={t('jobs.attention')} aside={waiting.length} tone="warning" flush>
      <ul>
        {waiting.map((job) => (
          <li key={job.id} className={styles.attention}>
            <span className={styles.attentionIcon}>
              <Icon name={job.needs_person ? 'octagon' : 'pause'} />
            </span>
            <span className={styles.attentionWords}>
              <strong>{job.target}</strong> <EnvironmentBadge environment={job.environment} />{' '}
              <Moment iso={job.started_at} />
              <br />
              {t(
                job.needs_person
                  ? 'jobs.attentionPerson'
                  : job.status === 'interrupted'
                    ? 'jobs.attentionInterrupted'
                    : 'jobs.attentionStalled',
              )}
            </span>
            <Button onClick={() => showJob(job.id)}>{t('jobs.open')}</Button>
            {job.status === 'restoring' ? null : (
              <Button variant="filled" onClick={() => setRecovering(job)}>
                {t('outcome.recover')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {recovering ? (
        <RecoverDialog
          target={recovering.target}
          environment={recovering.environment}
          opened
          onClose={() => setRecovering(null)}
        />
      ) : null}
    </Card>
  );
}
