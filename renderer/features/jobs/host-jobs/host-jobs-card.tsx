import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../../../shared/errors/app-error';
import type { Environment } from '../../../../shared/profile';
import type { HostJobs } from '../../../../shared/restore/host-job';
import type { Job } from '../../../../shared/restore/job';
import { useConsole } from '../../../console-context';
import { Card } from '../../../ui/card';
import { ErrorBlock } from '../../../ui/error-block';
import { ScrollArea } from '../../../ui/scroll-area';
import { RecoverDialog } from '../../run/outcome/recover-dialog';
import { RollbackDialog } from '../../run/outcome/rollback-dialog';
import { hostJobActions } from './host-job-actions';
import { HostJobRow } from './host-job-row';
import styles from './host-jobs.module.css';

interface HostJobsProps {
  readonly target: string;
  readonly environment: Environment;
  /** The job that the target's lock is for, where it stands in the way of something. */
  readonly lockedFor?: string;
}

type Asked = { readonly kind: 'not-asked' } | { readonly kind: 'asking' } | HostJobs;

/**
 * A target's jobs as its host tells them, so that one this history lacks, or has lost, is gone on with, ended or taken
 * back from here. Asked for, as it opens a connection; kept no longer than it is in sight.
 */
export function HostJobsCard(props: HostJobsProps) {
  const { t } = useTranslation();
  const { client } = useConsole();
  const [asked, setAsked] = useState<Asked>({ kind: 'not-asked' });
  const asking = asked.kind === 'asking';
  const ask = async () => {
    setAsked({ kind: 'asking' });
    const answer = await client.call.restore
      .jobsOnHost({ target: props.target })
      .catch((thrown): HostJobs => ({ kind: 'not-told', error: toAppError(thrown) }));
    setAsked(answer);
  };
  return (
    <Card
      title={t('jobs.onHost.title')}
      aside={
        <Button disabled={asking} onClick={() => void ask()}>
          {t(asking ? 'common.asking' : 'jobs.onHost.ask')}
        </Button>
      }
      flush
    >
      {asked.kind === 'not-asked' ? (
        <p className={styles.text}>{t('jobs.onHost.text')}</p>
      ) : (
        <ScrollArea label={t('jobs.onHost.list', { target: props.target })} className={styles.answer}>
          <div aria-live="polite" aria-busy={asking}>
            {asking ? <p className={styles.text}>{t('common.asking')}</p> : null}
            {asked.kind === 'not-told' ? <ErrorBlock error={asked.error} /> : null}
            {asked.kind === 'told' ? <Told {...props} jobs={asked.jobs} /> : null}
          </div>
        </ScrollArea>
      )}
    </Card>
  );
}

type Told = Extract<HostJobs, { kind: 'told' }>['jobs'];
type Dialog = { readonly kind: 'recover' } | { readonly kind: 'roll-back'; readonly job: Job };

function Told({ target, environment, lockedFor, jobs }: HostJobsProps & { jobs: Told }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const locked = jobs.filter(({ job }) => lockedFor !== undefined && job.id.startsWith(lockedFor));
  const lockOnly = lockedFor !== undefined && locked.length === 0;
  // What stands in the way comes first.
  const inOrder = [...locked, ...jobs.filter((told) => !locked.includes(told))];
  return (
    <>
      {jobs.length === 0 ? <p className={styles.text}>{t('jobs.onHost.none')}</p> : null}
      <ul>
        {lockOnly ? (
          <li className={styles.row}>
            <span>{t('jobs.onHost.lockOnly', { job: lockedFor.slice(0, 8) })}</span>
            <span className={styles.buttons}>
              <Button onClick={() => setDialog({ kind: 'recover' })}>{t('outcome.recover')}</Button>
            </span>
          </li>
        ) : null}
        {inOrder.map((told) => (
          <HostJobRow
            key={told.job.id}
            told={told}
            actions={hostJobActions(told, jobs)}
            onAsk={(kind) => setDialog(kind === 'recover' ? { kind } : { kind, job: told.job })}
          />
        ))}
      </ul>
      <RecoverDialog
        target={target}
        environment={environment}
        closable={false}
        opened={dialog?.kind === 'recover'}
        onClose={close}
      />
      {dialog?.kind === 'roll-back' ? <RollbackDialog job={dialog.job} opened onClose={close} /> : null}
    </>
  );
}
