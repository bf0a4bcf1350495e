import { useTranslation } from 'react-i18next';
import type { Plan, PlanStep } from '../../../shared/restore/plan';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { useFormat } from '../../ui/use-format';
import styles from './plan-steps.module.css';

/** The steps in order; the point of no return is a line between two of them. */
export function PlanSteps({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const first = plan.steps.findIndex((step) => step.past_no_return);
  return (
    <Card title={t('restore.plan.steps')} aside={plan.steps.length} flush>
      <ol className={styles.steps}>
        {plan.steps.map((step, index) => (
          <li key={step.id}>
            {index === first ? <p className={styles.line}>{t('restore.plan.pointOfNoReturn')}</p> : null}
            <StepRow step={step} number={index + 1} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function StepRow({ step, number }: { step: PlanStep; number: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.row} data-past={step.past_no_return || undefined}>
      <span className={styles.number}>{number}</span>
      <div className={styles.what}>
        <strong>{t(`steps.${step.id}`)}</strong>
        <span className={styles.touches}>
          {step.touches.map((name) => (
            <Copyable key={name} value={name} />
          ))}
        </span>
      </div>
      <span className="number">{step.bytes === null ? '' : format.bytes(step.bytes)}</span>
      <span className="number">
        {step.expected_seconds === null ? (
          <span className="muted">{t('restore.plan.firstTime')}</span>
        ) : (
          format.duration(step.expected_seconds)
        )}
      </span>
      <span className={styles.cancel}>{t(`restore.plan.cancel.${step.cancel}`)}</span>
    </div>
  );
}
