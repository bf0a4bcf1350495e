import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/restore/run-state';
import { useConsole } from '../../console-context';
import { useJobs, useNavigation, useRuns } from '../../stores';
import { Bar } from '../../ui/bar';
import { EnvironmentBadge } from '../../ui/environment';
import { Icon } from '../../ui/icon';
import { useFormat } from '../../ui/use-format';
import { currentStep } from '../run/current-step';
import type { ScreenName } from './navigation-store';
import styles from './rail.module.css';

const SCREENS: readonly ScreenName[] = ['restore', 'jobs', 'targets', 'terminal', 'settings'];

/** Where one can go, and below it what is running now, one click away. */
export function Rail() {
  const { t } = useTranslation();
  const screen = useNavigation((state) => state.screen);
  const show = useNavigation((state) => state.show);
  const showJob = useNavigation((state) => state.showJob);
  const attention = useJobs((state) => state.attention.length);
  return (
    <div className={`${styles.rail} no-print`}>
      <nav aria-label={t('nav.label')}>
        <div className={styles.brand}>
          <Icon name="restore" />
          <span>{t('common.appName')}</span>
        </div>
        <ul>
          {SCREENS.map((name) => (
            <li key={name}>
              <button
                type="button"
                className={styles.item}
                aria-current={screen === name ? 'page' : undefined}
                onClick={() => (name === 'jobs' ? showJob(null) : show(name))}
              >
                <Icon name={name} />
                <span>{t(`nav.${name}`)}</span>
                {name === 'jobs' && attention > 0 ? (
                  <span className={styles.count} title={t('nav.attention', { n: attention })}>
                    <span aria-hidden="true">{attention}</span>
                    <span className="visually-hidden">{t('nav.attention', { n: attention })}</span>
                  </span>
                ) : null}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <RunningNow />
    </div>
  );
}

function RunningNow() {
  const { t } = useTranslation();
  const runs = useRuns((state) => state.runs);
  const living = Object.values(runs).filter(({ phase }) => phase !== 'finished');
  return (
    <section className={styles.now} aria-label={t('nav.running')}>
      <h2>{t('nav.running')}</h2>
      {living.length === 0 ? <p className="muted">{t('nav.nothingRunning')}</p> : null}
      {living.map((run) => (
        <RunningItem key={run.jobId} run={run} />
      ))}
    </section>
  );
}

function RunningItem({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stores } = useConsole();
  const step = currentStep(run);
  const open = () => {
    const restore = stores.restore.getState();
    if (restore.jobId === run.jobId && restore.stage === 'run') stores.navigation.getState().show('restore');
    else stores.navigation.getState().showJob(run.jobId);
  };
  return (
    <button type="button" className={styles.run} onClick={open}>
      <strong className="truncate" title={run.target}>
        {run.target}
      </strong>
      <Bar thin running share={run.progress} label={t('nav.running')} />
      <span className={styles.runTop}>
        <EnvironmentBadge environment={run.environment} />
        <span className={styles.percent}>{format.percent(run.progress)}</span>
      </span>
      <span className="truncate muted">{step ? t(`steps.${step.id}`) : t('stepStates.waiting')}</span>
    </button>
  );
}
