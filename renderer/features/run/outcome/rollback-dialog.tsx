import { useTranslation } from 'react-i18next';
import type { Job } from '../../../../shared/restore/job';
import { useConsole } from '../../../console-context';
import { ConfirmTargetDialog } from './confirm-target-dialog';
import { turnedParts } from './turned-parts';

/** Takes a restore back, or a rollback: what it exchanged, database and media together, with the target's name typed. */
export function RollbackDialog({ job, opened, onClose }: { job: Job; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { client } = useConsole();
  const { target } = job;
  const parts = turnedParts(job);
  const way = job.status === 'rolled_back' ? 'forward' : 'back';
  return (
    <ConfirmTargetDialog
      target={target}
      environment={job.environment}
      title={t(`rollback.${way}.title`, { target })}
      go={t(`rollback.${way}.go`, { target })}
      stopsServices
      opened={opened}
      onClose={onClose}
      ask={(confirm) => client.call.restore.rollback({ jobId: job.id, target, confirm })}
    >
      <p>{t(`rollback.${way}.text.${parts}`)}</p>
      <p className="muted">{t(`rollback.kept.${parts}`)}</p>
    </ConfirmTargetDialog>
  );
}
