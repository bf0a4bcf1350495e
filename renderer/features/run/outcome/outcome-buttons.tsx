import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isDownInPlace } from '../../../../shared/restore/in-place-down';
import type { Job } from '../../../../shared/restore/job';
import { useNavigation, useRestore } from '../../../stores';
import { isUnderWay } from '../under-way';
import { canRollBack } from './can-roll-back';
import { GoOn } from './go-on';
import { OpenReport } from './open-report';
import styles from './outcome-view.module.css';
import { RecoverDialog } from './recover-dialog';
import { RestoreUploaded } from './restore-uploaded';
import { RollbackDialog } from './rollback-dialog';
import { SaveReport } from './save-report';

/** What can be done about a job that has ended or was cut off. */
export function OutcomeButtons({ job, place }: { job: Job; place: 'restore' | 'jobs' }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'recover' | 'rollback' | null>(null);
  const showJob = useNavigation((state) => state.showJob);
  const goTo = useRestore((state) => state.goTo);
  const makePlan = useRestore((state) => state.makePlan);
  // Taken up, it could only be told to recover.
  const down = isDownInPlace(job);
  const canRecover = job.status === 'interrupted' || job.needs_person;
  const failed = job.status === 'failed' || job.status === 'cancelled';
  const close = () => setAsking(null);
  return (
    <div className={styles.buttons}>
      {job.status === 'interrupted' && !down ? <GoOn job={job} /> : null}
      {canRecover ? (
        <Button
          variant={job.status === 'interrupted' && !down ? 'default' : 'filled'}
          onClick={() => setAsking('recover')}
        >
          {t('outcome.recover')}
        </Button>
      ) : null}
      {place === 'restore' && failed && !job.needs_person ? (
        <Button
          variant="filled"
          onClick={() => {
            goTo('plan');
            void makePlan();
          }}
        >
          {t('outcome.tryAgain')}
        </Button>
      ) : null}
      {job.status === 'uploaded' ? <RestoreUploaded job={job} /> : null}
      {canRollBack(job) ? (
        <Button onClick={() => setAsking('rollback')}>
          {t(job.status === 'rolled_back' ? 'outcome.rollForward' : 'outcome.rollBack')}
        </Button>
      ) : null}
      {place === 'restore' ? (
        <Button onClick={() => showJob(job.id)}>{t('outcome.showInJobs')}</Button>
      ) : null}
      {isUnderWay(job) ? null : <OpenReport job={job} />}
      {isUnderWay(job) ? null : <SaveReport job={job} />}
      <RecoverDialog
        target={job.target}
        environment={job.environment}
        opened={asking === 'recover'}
        onClose={close}
      />
      <RollbackDialog job={job} opened={asking === 'rollback'} onClose={close} />
    </div>
  );
}
