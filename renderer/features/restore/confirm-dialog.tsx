import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/restore/plan';
import { useRestore } from '../../stores';
import { Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { Moment } from '../../ui/moment';
import { TypedNameDialog } from '../../ui/typed-name-dialog';
import { useFormat } from '../../ui/use-format';
import styles from './confirm-dialog.module.css';

/** The last word before a run: everything named again; the target's name must be typed. */
export function ConfirmDialog() {
  const plan = useRestore((state) => state.plan);
  return plan ? <ConfirmPlan plan={plan} /> : null;
}

function ConfirmPlan({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const opened = useRestore((state) => state.confirming);
  const confirm = useRestore((state) => state.confirm);
  const starting = useRestore((state) => state.starting);
  const error = useRestore((state) => state.error);
  const start = useRestore((state) => state.start);
  const { target } = plan;
  return (
    <TypedNameDialog
      opened={opened}
      onClose={() => confirm(false)}
      title={t('restore.confirm.title', { target })}
      target={target}
      environment={plan.environment}
      host={plan.host}
      go={starting ? t('restore.confirm.starting') : t('restore.confirm.go', { target })}
      stopsServices
      busy={starting}
      error={error}
      onGo={(typed) => void start(typed)}
    >
      <ConfirmFacts plan={plan} />
      <p className={styles.consequence}>{useConsequence(plan)}</p>
    </TypedNameDialog>
  );
}

function ConfirmFacts({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      rows={[
        [t('restore.confirm.target'), `${plan.target} · ${t(`environments.${plan.environment}`)}`],
        [t('restore.confirm.host'), <Copyable key="host" value={plan.host} />],
        [t('restore.confirm.database'), <Copyable key="db" value={plan.databases.live} />],
        [
          t('restore.confirm.archive'),
          <span key="archive">
            <Copyable value={plan.archive.filename} /> · <Moment iso={plan.archive.made_at} />
            {plan.archive.made_at ? ` · ${t('figures.old', { age: format.age(plan.archive.made_at) })}` : ''}
          </span>,
        ],
      ]}
    />
  );
}

/** The one sentence that says what will be lost from sight. */
function useConsequence(plan: Plan): string {
  const { t } = useTranslation();
  const format = useFormat();
  const made = plan.archive.made_at
    ? format.dateTime(plan.archive.made_at)
    : t('restore.confirm.unknownDate');
  const names = { database: plan.databases.live, old: plan.databases.old, made };
  if (!plan.restore_sql) return t('restore.confirm.consequenceMedia', names);
  if (plan.strategy === 'in-place') return t('restore.confirm.consequenceInPlace', names);
  return plan.restore_media
    ? t('restore.confirm.consequenceBoth', names)
    : t('restore.confirm.consequenceSql', names);
}
