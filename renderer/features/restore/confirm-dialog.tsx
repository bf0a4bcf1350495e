import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/restore/plan';
import { useRestore } from '../../stores';
import { Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { EnvironmentBand } from '../../ui/environment';
import { ErrorBlock } from '../../ui/error-block';
import { Moment } from '../../ui/moment';
import { useFormat } from '../../ui/use-format';
import styles from './confirm-dialog.module.css';

/** The last word before a run: everything named again; the target's name must be typed, Cancel has the focus. */
export function ConfirmDialog() {
  const { t } = useTranslation();
  const plan = useRestore((state) => state.plan);
  const open = useRestore((state) => state.confirming);
  const confirm = useRestore((state) => state.confirm);
  if (!plan) return null;
  return (
    <Modal
      opened={open}
      onClose={() => confirm(false)}
      title={t('restore.confirm.title', { target: plan.target })}
      size={620}
      padding={0}
      closeOnClickOutside={false}
      withCloseButton={false}
      classNames={{ header: styles.header ?? '' }}
    >
      <ConfirmBody plan={plan} />
    </Modal>
  );
}

function ConfirmBody({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const starting = useRestore((state) => state.starting);
  const error = useRestore((state) => state.error);
  const confirm = useRestore((state) => state.confirm);
  const start = useRestore((state) => state.start);
  const matches = typed === plan.target;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (matches && !starting) void start(typed);
      }}
    >
      <EnvironmentBand environment={plan.environment} target={plan.target} host={plan.host} />
      <div className={styles.body}>
        <ConfirmFacts plan={plan} />
        <p className={styles.consequence}>{useConsequence(plan)}</p>
        <TextInput
          label={t('restore.confirm.type', { target: plan.target })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
          description={typed !== '' && !matches ? t('restore.confirm.noMatch') : '\u00a0'}
          inputWrapperOrder={['label', 'input', 'description']}
        />
        {error ? <ErrorBlock error={error} /> : null}
        <div className={styles.buttons}>
          <Button data-autofocus onClick={() => confirm(false)}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" className="rc-danger" disabled={!matches || starting}>
            {starting ? t('restore.confirm.starting') : t('restore.confirm.go', { target: plan.target })}
          </Button>
        </div>
      </div>
    </form>
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
