import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../shared/restore/job';
import { useJobs, useNavigation } from '../../stores';
import { Card } from '../../ui/card';
import { type Column, DataTable } from '../../ui/data-table';
import { EnvironmentBadge } from '../../ui/environment';
import { Moment } from '../../ui/moment';
import { JobMark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import styles from './jobs-screen.module.css';

/** The jobs as a table; the time is the link to the job. */
export function JobsTable({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const total = useJobs((state) => state.total);
  const loaded = useJobs((state) => state.loaded);
  const columns = useJobColumns();
  const empty = !loaded ? '' : total === 0 ? t('jobs.empty') : t('jobs.noMatch');
  return (
    <Card flush>
      <DataTable
        label={t('jobs.title')}
        rows={jobs}
        columns={columns}
        rowKey={(job) => job.id}
        height={Math.max(12, Math.min(24, jobs.length)) * 28}
        empty={empty}
        initialSort={{ id: 'when', down: true }}
      />
    </Card>
  );
}

function useJobColumns(): readonly Column<Job>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const showJob = useNavigation((state) => state.showJob);
  return useMemo(() => {
    const when = (job: Job) => job.started_at ?? job.created_at;
    const outcome = (job: Job) =>
      job.needs_person ? t('outcomes.needsPerson') : job.outcome ? t(`outcomes.${job.outcome}`) : '';
    return [
      {
        id: 'when',
        title: t('jobs.column.when'),
        width: '136px',
        cell: (job) => (
          <button type="button" className={styles.link} onClick={() => showJob(job.id)}>
            <Moment iso={when(job)} />
          </button>
        ),
        sort: when,
      },
      {
        id: 'target',
        title: t('jobs.column.target'),
        width: 'minmax(164px,1.4fr)',
        cell: (job) => (
          <span className={styles.targetCell}>
            <span className="truncate">{job.target}</span>
            <EnvironmentBadge environment={job.environment} short />
          </span>
        ),
        sort: (job) => job.target,
      },
      {
        id: 'archive',
        title: t('jobs.column.archive'),
        width: 'minmax(90px,1fr)',
        cell: (job) => (
          <span className="mono" title={job.original_filename}>
            {job.original_filename}
          </span>
        ),
        sort: (job) => job.original_filename,
      },
      {
        id: 'status',
        title: t('jobs.column.statusOutcome'),
        width: 'minmax(148px,1fr)',
        cell: (job) => (
          <span className={styles.targetCell}>
            <JobMark status={job.status} />
            <span className="muted truncate" title={outcome(job)}>
              {outcome(job)}
            </span>
          </span>
        ),
        sort: (job) => `${job.status} ${outcome(job)}`,
      },
      {
        id: 'rows',
        title: t('jobs.column.rows'),
        width: '76px',
        numeric: true,
        cell: (job) => format.number(job.sql_records_restored),
        sort: (job) => job.sql_records_restored,
      },
      {
        id: 'files',
        title: t('jobs.column.files'),
        width: '60px',
        numeric: true,
        cell: (job) => format.number(job.media_files_restored),
        sort: (job) => job.media_files_restored,
      },
      {
        id: 'duration',
        title: t('jobs.column.duration'),
        width: '84px',
        numeric: true,
        cell: (job) => format.duration(job.duration_seconds),
        sort: (job) => job.duration_seconds ?? -1,
      },
      {
        id: 'downtime',
        title: t('jobs.column.downtime'),
        width: '84px',
        numeric: true,
        cell: (job) => format.duration(job.downtime_seconds),
        sort: (job) => job.downtime_seconds ?? -1,
      },
      {
        id: 'who',
        title: t('jobs.column.who'),
        width: 'minmax(80px,0.8fr)',
        cell: (job) => <span title={job.uploaded_by}>{job.uploaded_by}</span>,
        sort: (job) => job.uploaded_by,
      },
    ];
  }, [t, format, showJob]);
}
