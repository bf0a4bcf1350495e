import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useJobs, useNavigation } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { Screen } from '../../ui/screen';
import { RunScreen } from '../run/run-screen';
import { AttentionList } from './attention-list';
import { withinDays } from './job-dates';
import { JobsFilter } from './jobs-filter';
import styles from './jobs-screen.module.css';
import { JobsTable } from './jobs-table';
import { TimingsChart } from './timings-chart';

/** The history: what needs somebody on top, filters, the table; one job in full when it is opened. */
export function JobsScreen() {
  const { t } = useTranslation();
  const jobId = useNavigation((state) => state.jobId);
  const showJob = useNavigation((state) => state.showJob);
  if (jobId === null) return <JobsList />;
  return (
    <RunScreen
      key={jobId}
      jobId={jobId}
      place="jobs"
      aside={<Button onClick={() => showJob(null)}>{t('jobs.backToList')}</Button>}
    />
  );
}

function JobsList() {
  const { t } = useTranslation();
  const jobs = useJobs((state) => state.jobs);
  const attention = useJobs((state) => state.attention);
  const total = useJobs((state) => state.total);
  const filter = useJobs((state) => state.filter);
  const error = useJobs((state) => state.error);
  const load = useJobs((state) => state.load);
  useEffect(() => {
    void load();
  }, [load]);
  const shown = jobs.filter((job) => withinDays(job.started_at ?? job.created_at, filter.days, new Date()));
  return (
    <Screen
      title={t('jobs.title')}
      aside={<span className="muted">{t('jobs.shown', { shown: shown.length, total })}</span>}
    >
      <div className={styles.page}>
        {error ? (
          <Card flush tone="danger">
            <ErrorBlock error={error} />
          </Card>
        ) : null}
        <AttentionList waiting={attention} />
        <JobsFilter />
        {filter.target ? <TimingsChart target={filter.target} /> : null}
        <JobsTable jobs={shown} />
      </div>
    </Screen>
  );
}
