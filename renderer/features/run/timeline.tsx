import { useTranslation } from 'react-i18next';
import type { RunState, RunStep } from '../../../shared/restore/run-state';
import { Bar } from '../../ui/bar';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { StepMark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import { useNow } from '../../ui/use-now';
import { Standstill } from './standstill';
import styles from './timeline.module.css';
import { CUTOVER_PARTS } from './true-sentence';

/** Every step with state, time, bytes and a thin bar; each keeps its height whatever arrives. */
export function Timeline({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const now = useNow(500, run.phase !== 'finished');
  return (
    <div className={styles.scroll}>
      <Card title={t('run.steps')} flush>
        <ol>
          {run.steps.map((step) => (
            <StepRow key={step.id} step={step} run={run} now={now} />
          ))}
        </ol>
      </Card>
    </div>
  );
}

function StepRow({ step, run, now }: { step: RunStep; run: RunState; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = step.state === 'running';
  const share = step.bytesTotal && step.bytesDone !== null ? step.bytesDone / step.bytesTotal : null;
  return (
    <li className={styles.step} data-state={step.state} aria-current={running ? 'step' : undefined}>
      <StepMark state={step.state} hideLabel />
      <div className={styles.main}>
        <div className={styles.line}>
          <span className={styles.name}>{t(`steps.${step.id}`)}</span>
          <span className={styles.time}>{timeOf(step, now, format)}</span>
        </div>
        {running || step.state === 'stalled' ? (
          <Bar thin running share={share} label={t(`steps.${step.id}`)} />
        ) : (
          <div className={styles.noBar} />
        )}
        <div className={`${styles.line} ${styles.below}`}>
          <span className="truncate">
            {step.detail ? <Copyable value={step.detail} /> : belowOf(step, t('run.beside'))}
          </span>
          <span className={styles.bytes}>
            {bytesOf(step, format, (done, total) => t('common.of', { done, total }))}
          </span>
        </div>
        <Standstill step={step} />
        {step.id === 'cutover' ? <Parts step={step} current={run.cutoverPart} /> : null}
      </div>
    </li>
  );
}

function belowOf(step: RunStep, beside: string): string {
  return step.id === 'safety-backup' && step.state !== 'skipped' ? beside : '\u00a0';
}

function timeOf(step: RunStep, now: number, format: ReturnType<typeof useFormat>): string {
  if (step.startedAt === null) return '';
  const end = step.finishedAt ? Date.parse(step.finishedAt) : now;
  const seconds = Math.max(0, (end - Date.parse(step.startedAt)) / 1000);
  return format.duration(
    step.finishedAt && seconds < 10 ? Math.round(seconds * 10) / 10 : Math.floor(seconds),
  );
}

function bytesOf(
  step: RunStep,
  format: ReturnType<typeof useFormat>,
  of: (done: string, total: string) => string,
): string {
  if (step.bytesDone === null) return '';
  if (step.bytesTotal === null || step.state === 'done') return format.bytes(step.bytesDone);
  return of(format.bytes(step.bytesDone), format.bytes(step.bytesTotal));
}

/** The cutover from inside: parts that have a time, and the one going on. */
function Parts({ step, current }: { step: RunStep; current: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = CUTOVER_PARTS.find((part) => part === current);
  if (step.parts.length === 0 && now === undefined) return null;
  return (
    <ul className={styles.parts}>
      {step.parts.map((part) => {
        const known = CUTOVER_PARTS.find((name) => name === part.name);
        return (
          <li key={part.name} className={styles.line}>
            <span>{known ? t(`parts.${known}`) : part.name}</span>
            <span className={styles.time}>{format.duration(part.seconds)}</span>
          </li>
        );
      })}
      {now ? <li className={styles.now}>{t(`parts.${now}`)}</li> : null}
    </ul>
  );
}
