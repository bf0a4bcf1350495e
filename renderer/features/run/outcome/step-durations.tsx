import { useTranslation } from 'react-i18next';
import type { RunStep } from '../../../../shared/restore/run-state';
import { Card } from '../../../ui/card';
import { StepMark } from '../../../ui/status-mark';
import { useFormat } from '../../../ui/use-format';
import { CUTOVER_PARTS } from '../true-sentence';
import styles from './outcome-view.module.css';

/** Time per step, the parts of the cutover below it. */
export function StepDurations({ steps }: { steps: readonly RunStep[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = steps.map(durationOf);
  const longest = Math.max(1, ...seconds.map((value) => value ?? 0));
  return (
    <Card title={t('outcome.steps')}>
      <ul className={styles.durations}>
        {steps.map((step, index) => (
          <li key={step.id}>
            <StepMark state={step.state} hideLabel />
            <span className="truncate">{t(`steps.${step.id}`)}</span>
            <span className={styles.durationBar}>
              <span style={{ width: `${(100 * (seconds[index] ?? 0)) / longest}%` }} />
            </span>
            <span className="number">{format.duration(seconds[index] ?? null)}</span>
            {step.parts.length > 0 ? (
              <ul className={styles.partTimes}>
                {step.parts.map((part) => {
                  const known = CUTOVER_PARTS.find((name) => name === part.name);
                  return (
                    <li key={part.name}>
                      <span>{known ? t(`parts.${known}`) : part.name}</span>
                      <span className="number">{format.duration(part.seconds)}</span>
                    </li>
                  );
                })}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function durationOf(step: RunStep): number | null {
  if (step.startedAt === null || step.finishedAt === null) return null;
  return Math.max(0, (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000);
}
