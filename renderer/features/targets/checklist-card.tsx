import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { describeError } from '../../../shared/errors/error-text';
import { foundWords } from '../../../shared/phrases/phrase-text';
import { CHECKS, type Check } from '../../../shared/target-checks';
import { useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { Moment } from '../../ui/moment';
import { Mark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import { ReachDetail } from './reach-detail';
import styles from './targets-screen.module.css';

/** The test as a checklist that stays: every check with what was found or what to do. `name` null: not saved as shown. */
export function ChecklistCard({ name }: { name: string | null }) {
  const { t } = useTranslation();
  const loaded = useTargets((state) => (name === null ? undefined : state.checklists[name]));
  const reach = useTargets((state) => (name === null ? undefined : state.reach[name]));
  const test = useTargets((state) => state.test);
  const checks = loaded?.kind === 'ready' ? loaded.value.checks : [];
  const testing = loaded?.kind === 'loading';
  return (
    <Card
      title={t('targets.sections.checks')}
      aside={
        <>
          {loaded?.kind === 'ready' ? <Moment iso={loaded.value.checkedAt} form="timeOfDay" /> : null}
          <Button disabled={name === null || testing} onClick={() => name !== null && void test(name)}>
            {testing ? t('targets.testing') : t('targets.test')}
          </Button>
        </>
      }
      flush
    >
      {name !== null ? (
        <div className={styles.reachBox}>
          <ReachDetail name={name} reach={reach} />
        </div>
      ) : null}
      <p className={styles.checkHead} aria-live="polite">
        {name === null ? (
          t('targets.testSaveFirst')
        ) : loaded?.kind === 'ready' ? (
          loaded.value.passed ? (
            <Mark icon="check" tone="ok" label={t('targets.testPassed')} />
          ) : (
            <Mark icon="octagon" tone="danger" label={t('targets.testFailed')} />
          )
        ) : (
          <span className="muted">{testing ? t('targets.testing') : t('targets.notTested')}</span>
        )}
      </p>
      {loaded?.kind === 'failed' ? <ErrorBlock error={loaded.error} /> : null}
      <ul>
        {CHECKS.map((id) => (
          <CheckRow key={id} id={id} check={checks.find((check) => check.id === id)} />
        ))}
      </ul>
    </Card>
  );
}

function CheckRow({ id, check }: { id: Check['id']; check: Check | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = check?.error ? describeError(check.error, format.language) : null;
  return (
    <li className={styles.check}>
      <VerdictMark verdict={check?.verdict ?? 'not-reached'} />
      <span className={styles.checkName}>{t(`targets.checks.${id}`)}</span>
      <span className={styles.checkFound}>
        {check?.found ? <span className="mono">{foundWords(check, format.language)}</span> : null}
        {text ? (
          <>
            <strong>{text.title}</strong>
            <span>{text.next || text.explanation}</span>
          </>
        ) : null}
      </span>
    </li>
  );
}

function VerdictMark({ verdict }: { verdict: Check['verdict'] }) {
  const { t } = useTranslation();
  const label = t(`targets.verdicts.${verdict}`);
  switch (verdict) {
    case 'ok':
      return <Mark icon="check" tone="ok" label={label} hideLabel />;
    case 'warning':
      return <Mark icon="warning" tone="warning" label={label} hideLabel />;
    case 'failed':
      return <Mark icon="octagon" tone="danger" label={label} hideLabel />;
    case 'not-reached':
      return <Mark icon="ring" tone="muted" label={label} hideLabel />;
  }
}
