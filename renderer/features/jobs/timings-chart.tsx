import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../shared/restore/job';
import { STEP_IDS, type StepId } from '../../../shared/restore/steps';
import { useConsole } from '../../console-context';
import { Card } from '../../ui/card';
import { useFormat } from '../../ui/use-format';
import styles from './timings-chart.module.css';

const HEIGHT = 140;
const SHOWN = 24;

/** This target's runs side by side, each stacked by step: a slow step is seen at a glance. */
export function TimingsChart({ target }: { target: string }) {
  const { t } = useTranslation();
  const { client } = useConsole();
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  useEffect(() => {
    let current = true;
    void client.call.jobs.list({ target, status: 'completed', search: '', limit: SHOWN }).then(
      (answer) => current && setJobs([...answer.jobs].reverse()),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [client, target]);
  return (
    <Card title={t('jobs.chart.title', { target })}>
      {jobs.length === 0 ? (
        <p className={`muted ${styles.none}`}>{t('jobs.chart.none')}</p>
      ) : (
        <Chart target={target} jobs={jobs} />
      )}
    </Card>
  );
}

function Chart({ target, jobs }: { target: string; jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const totals = jobs.map((job) => job.steps.reduce((sum, step) => sum + (step.duration_seconds ?? 0), 0));
  const longest = Math.max(1, ...totals);
  const used = STEP_IDS.filter((id) =>
    jobs.some((job) => job.steps.some((step) => step.id === id && (step.duration_seconds ?? 0) > 0)),
  );
  const label = t('jobs.chart.label', { n: jobs.length, target, longest: format.duration(longest) });
  return (
    <div className={styles.chart}>
      <div className={styles.axis} aria-hidden="true">
        <span>{format.duration(longest)}</span>
        <span>{format.duration(longest / 2)}</span>
        <span>{format.duration(0)}</span>
      </div>
      <div className={styles.bars} role="img" aria-label={label} style={{ height: HEIGHT }}>
        {jobs.map((job, index) => (
          <svg key={job.id} width={28} height={HEIGHT} aria-hidden="true">
            <title>
              {t('jobs.chart.bar', {
                when: format.dateTime(job.started_at),
                duration: format.duration(totals[index] ?? null),
              })}
            </title>
            <Stack job={job} longest={longest} />
          </svg>
        ))}
      </div>
      <ul className={styles.legend}>
        {used.map((id) => (
          <li key={id}>
            <span style={{ background: colourOf(id) }} />
            {t(`steps.${id}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One run from the bottom up. Steps that ran side by side are stacked too: the bar is work, not the clock. */
function Stack({ job, longest }: { job: Job; longest: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  let top = HEIGHT;
  return job.steps.map((step) => {
    const height = (HEIGHT * (step.duration_seconds ?? 0)) / longest;
    top -= height;
    return (
      <rect
        key={step.id}
        x={4}
        width={20}
        y={top}
        height={Math.max(0, height - 0.5)}
        fill={colourOf(step.id)}
      >
        <title>{`${t(`steps.${step.id}`)}: ${format.duration(step.duration_seconds)}`}</title>
      </rect>
    );
  });
}

function colourOf(id: StepId): string {
  return `var(--rc-chart-${STEP_IDS.indexOf(id) + 1})`;
}
