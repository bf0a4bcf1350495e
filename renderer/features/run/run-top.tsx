import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/restore/run-state';
import { Bar } from '../../ui/bar';
import { useRate } from '../../ui/rate';
import { useFormat } from '../../ui/use-format';
import { useNow } from '../../ui/use-now';
import { CancelControl } from './cancel-control';
import { currentStep } from './current-step';
import styles from './run-screen.module.css';
import { trueSentence } from './true-sentence';

/** Percent, elapsed, left, rate; the downtime clock in the cutover; the sentence that is always true; cancel. */
export function RunTop({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const format = useFormat();
  const over = run.phase === 'finished';
  const down = run.downtimeBeganAt !== null && run.downtimeEndedAt === null && !over;
  const now = useNow(down ? 100 : 500, !over);
  const step = currentStep(run);
  const rate = useRate(step?.bytesDone ?? null, now);
  const elapsed = elapsedMs(run, now);
  const sentence = trueSentence(run);
  return (
    <section className={styles.top} data-down={down || undefined} aria-label={t('run.overall')}>
      <div className={styles.figures}>
        <span className={styles.percent}>{format.percent(run.progress)}</span>
        {down && run.downtimeBeganAt ? (
          <div className={styles.clock} role="timer" aria-label={t('run.downtime')}>
            <span>{t('run.downtime')}</span>
            <strong>{format.clock(now - Date.parse(run.downtimeBeganAt))}</strong>
          </div>
        ) : (
          <div className={styles.bar}>
            <Bar share={run.progress} running={!over} label={t('run.overall')} />
          </div>
        )}
        <Figure
          name={t('run.elapsed')}
          value={format.duration(elapsed === null ? null : Math.floor(elapsed / 1000))}
        />
        <Figure
          name={t('run.left')}
          value={
            over || step?.state === 'stalled' ? '–' : format.duration(secondsLeft(run.progress, elapsed))
          }
        />
        <Figure name={t('run.rate')} value={format.rate(over ? null : rate)} />
      </div>
      {over ? null : (
        <>
          <p className={styles.sentence} aria-live="polite">
            <strong>
              {t('run.sentence', {
                site: t(`run.site.${sentence.site}`),
                doing: t(`run.doing.${sentence.doing}`),
              })}
            </strong>{' '}
            <span className="muted">{t(`run.away.${sentence.away}`)}</span>
          </p>
          <CancelControl run={run} />
        </>
      )}
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.figure}>
      <span className="muted">{name}</span>
      <span>{value}</span>
    </div>
  );
}

function elapsedMs(run: RunState, now: number): number | null {
  if (run.startedAt === null) return null;
  const end = run.phase === 'finished' ? Date.parse(run.job?.completed_at ?? run.startedAt) : now;
  return Math.max(0, end - Date.parse(run.startedAt));
}

/** By what has passed; said only once enough has. */
function secondsLeft(progress: number, elapsed: number | null): number | null {
  if (elapsed === null || progress < 0.03 || elapsed < 3000) return null;
  return Math.max(1, Math.round((elapsed * (1 - progress)) / progress / 1000));
}
