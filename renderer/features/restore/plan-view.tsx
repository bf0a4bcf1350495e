import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/restore/plan';
import { useConsole } from '../../console-context';
import { useRestore } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { Moment } from '../../ui/moment';
import { Screen } from '../../ui/screen';
import { Mark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import { HostJobsCard } from '../jobs/host-jobs/host-jobs-card';
import { LeftOut } from './left-out';
import { PathSteps } from './path-steps';
import { PlanOptions } from './plan-options';
import { PlanSide } from './plan-side';
import { PlanSteps } from './plan-steps';
import { planText } from './plan-text';
import styles from './plan-view.module.css';
import { ChosenBand } from './restore-screen';
import { usePlanWords } from './use-plan-words';

/** Everything before the first write, on one page: what blocks, what to know, what will be done, what it costs. */
export function PlanView() {
  const { t } = useTranslation();
  const plan = useRestore((state) => state.plan);
  const planning = useRestore((state) => state.planning);
  const error = useRestore((state) => state.error);
  const confirming = useRestore((state) => state.confirming);
  return (
    <Screen title={t('restore.plan.title')} aside={<PathSteps />} band={<ChosenBand />}>
      <div className={styles.page} aria-busy={planning}>
        {plan ? <PlanHead plan={plan} planning={planning} /> : null}
        {planning && !plan ? (
          <Card>
            <p className={styles.making}>{t('restore.plan.making')}</p>
          </Card>
        ) : null}
        {error && !confirming ? (
          <Card flush tone="danger">
            <ErrorBlock error={error} />
          </Card>
        ) : null}
        {plan || planning ? null : <PlanAgain />}
        <div className={styles.columns}>
          <div className={styles.main}>{plan ? <PlanBody plan={plan} /> : null}</div>
          <div className={styles.side}>
            <PlanOptions />
            {plan ? <PlanSide plan={plan} /> : null}
          </div>
        </div>
      </div>
    </Screen>
  );
}

/** Without a plan there is nothing to start; what was chosen stays, and it is asked for again. */
function PlanAgain() {
  const { t } = useTranslation();
  const makePlan = useRestore((state) => state.makePlan);
  return (
    <div className={`${styles.buttons} no-print`}>
      <Button variant="filled" onClick={() => void makePlan()}>
        {t('restore.plan.again')}
      </Button>
    </div>
  );
}

function PlanHead({ plan, planning }: { plan: Plan; planning: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useConsole();
  const makePlan = useRestore((state) => state.makePlan);
  const confirm = useRestore((state) => state.confirm);
  const words = usePlanWords(plan);
  const [saved, setSaved] = useState<string | null>(null);
  const blocked = plan.blockers.length;
  const save = async () => {
    const suggestedName = `plan-${plan.target}-${plan.made_at.slice(0, 10)}.txt`;
    const { path } = await client.call.app.saveText({ suggestedName, text: planText(plan, words, format) });
    setSaved(path);
  };
  return (
    <div className={styles.head}>
      <div>
        <p className={styles.headline}>{words.headline}</p>
        <p className={styles.verdict}>
          {blocked > 0 ? (
            <Mark
              icon="octagon"
              tone="danger"
              label={t('restore.plan.blocked', { count: blocked, n: blocked })}
            />
          ) : (
            <Mark icon="check" tone="ok" label={t('restore.plan.ready')} />
          )}
          <span className="muted">
            <Moment iso={plan.made_at} form="timeOfDay" />
          </span>
          {planning ? <span className="muted">{t('restore.plan.making')}</span> : null}
          {saved ? <span className="muted">{t('restore.plan.saved', { path: saved })}</span> : null}
        </p>
      </div>
      <div className={`${styles.buttons} no-print`}>
        <Button onClick={() => void save()}>{t('restore.plan.save')}</Button>
        <Button onClick={() => print()}>{t('restore.plan.print')}</Button>
        <Button onClick={() => void makePlan()} disabled={planning}>
          {t('restore.plan.again')}
        </Button>
        <Button variant="filled" disabled={blocked > 0 || planning} onClick={() => confirm(true)}>
          {t('restore.plan.go')}
        </Button>
      </div>
    </div>
  );
}

function PlanBody({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <>
      {plan.blockers.length > 0 ? (
        <Card title={t('restore.plan.blockers')} aside={plan.blockers.length} flush>
          {plan.blockers.map((error) => (
            <ErrorBlock key={keyOf(error)} error={error} />
          ))}
        </Card>
      ) : null}
      <LockHolder plan={plan} />
      {plan.warnings.length > 0 ? (
        <Card title={t('restore.plan.warnings')} aside={plan.warnings.length} flush>
          {plan.warnings.map((error) => (
            <ErrorBlock key={keyOf(error)} error={error} tone="warning" />
          ))}
        </Card>
      ) : null}
      <PlanSteps plan={plan} />
      {plan.restore_sql ? <LeftOut groups={plan.left_out} /> : null}
    </>
  );
}

/** Where a lock stands against the restore, the job behind it can be gone on with or ended from here. */
function LockHolder({ plan }: { plan: Plan }) {
  const held = plan.blockers.find(({ code }) => code === 'lock-held');
  if (!held) return null;
  const { target, environment } = plan;
  return (
    <div className="no-print">
      <HostJobsCard target={target} environment={environment} lockedFor={String(held.params.job ?? '')} />
    </div>
  );
}

function keyOf(error: Plan['warnings'][number]): string {
  return `${error.code} ${JSON.stringify(error.params)}`;
}
