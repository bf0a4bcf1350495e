import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/restore/run-state';
import type { TargetSummary } from '../../../shared/target-checks';
import { useRuns, useTargets } from '../../stores';
import { EnvironmentBand } from '../../ui/environment';
import { ErrorBlock } from '../../ui/error-block';
import { Screen } from '../../ui/screen';
import { ConnectionBand } from './connection-band';
import { EMPTY_LOG } from './log/log-buffer';
import { LogView } from './log/log-view';
import { OutcomeView } from './outcome/outcome-view';
import styles from './run-screen.module.css';
import { RunTop } from './run-top';
import { Timeline } from './timeline';
import { useRunOf } from './use-run-of';

/** A run, living or from history: the outcome once it has ended, steps and log always. */
export function RunScreen({
  jobId,
  place,
  aside,
}: {
  jobId: string;
  place: 'restore' | 'jobs';
  aside?: ReactNode;
}) {
  const { t } = useTranslation();
  const { run, error, refresh } = useRunOf(jobId);
  const host = useTargets((state) => hostOf(state.targets, run?.target));
  const [view, setView] = useState<'outcome' | 'run' | null>(null);
  if (!run) {
    return (
      <Screen title={t('nav.jobs')} aside={aside}>
        {error ? <ErrorBlock error={error} /> : <p className="muted">{t('run.loading')}</p>}
      </Screen>
    );
  }
  const over = run.phase === 'finished' && run.job !== null;
  const shown = over ? (view ?? 'outcome') : 'run';
  return (
    <Screen
      fixed={shown === 'run'}
      title={t('run.title', { file: run.filename, target: run.target })}
      band={<EnvironmentBand environment={run.environment} target={run.target} host={host} />}
      aside={
        <>
          {over ? (
            <SegmentedControl
              aria-label={t('run.views.label')}
              value={shown}
              onChange={(value) => setView(value === 'run' ? 'run' : 'outcome')}
              data={[
                { value: 'outcome', label: t('run.views.outcome') },
                { value: 'run', label: t('run.views.run') },
              ]}
            />
          ) : null}
          {aside}
        </>
      }
    >
      {shown === 'outcome' && run.job ? (
        <OutcomeView run={run} job={run.job} place={place} onPruned={refresh} />
      ) : (
        <RunBody run={run} />
      )}
    </Screen>
  );
}

/** Where a target lives, while it is still among the targets. */
function hostOf(targets: readonly TargetSummary[], name: string | undefined): string {
  const host = targets.find(({ profile }) => profile.name === name)?.profile.host;
  return host ? `${host.user}@${host.host}` : '';
}

function RunBody({ run }: { run: RunState }) {
  const log = useRuns((state) => state.logs[run.jobId]) ?? EMPTY_LOG;
  return (
    <div className={styles.body}>
      <RunTop run={run} />
      <ConnectionBand run={run} />
      <div className={styles.columns}>
        <Timeline run={run} />
        <LogView jobId={run.jobId} log={log} steps={run.steps.map(({ id }) => id)} />
      </div>
    </div>
  );
}
