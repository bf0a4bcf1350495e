import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { ReachOutcome, ShownHostKey } from '../../../shared/target-checks';
import { useTargets } from '../../stores';
import { ErrorBlock } from '../../ui/error-block';
import { Moment } from '../../ui/moment';
import { Mark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import { ChangedHostKey, UnknownHostKey } from './host-key';
import styles from './reach-detail.module.css';
import { SecretForm } from './secret-form';
import type { Reach } from './targets-store';

/** One line: reachable or not, and when that was asked. Keeps its height while it is asked again. */
export function ReachLine({ reach, withTime = true }: { reach: Reach | undefined; withTime?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={styles.line} aria-live="polite">
      <ReachMark reach={reach} />
      {reach?.kind === 'answered' && withTime ? (
        <span className="muted">
          <Moment iso={reach.at} form="timeOfDay" />
        </span>
      ) : null}
      {reach === undefined ? <span className="muted">{t('restore.target.notChecked')}</span> : null}
    </div>
  );
}

function ReachMark({ reach }: { reach: Reach | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (reach === undefined) return null;
  if (reach.kind === 'checking')
    return <Mark icon="ring" tone="muted" label={t('restore.target.checking')} />;
  const { outcome } = reach;
  switch (outcome.kind) {
    case 'reached':
      return (
        <Mark
          icon="check"
          tone="ok"
          label={t('restore.target.reachable', { ms: format.number(Math.round(outcome.milliseconds)) })}
        />
      );
    case 'host-key-unknown':
      return <Mark icon="warning" tone="warning" label={t('restore.target.keyUnknown')} />;
    case 'host-key-changed':
      return <Mark icon="octagon" tone="danger" label={t('restore.target.keyChanged')} />;
    case 'secret-missing':
      return (
        <Mark
          icon="lock"
          tone="warning"
          label={t('restore.target.secretMissing', { secret: t(`targets.secretKinds.${outcome.secret}`) })}
        />
      );
    case 'failed':
      return <Mark icon="octagon" tone="danger" label={t('restore.target.failed')} />;
  }
}

/** What stands in the way of a connection, with what can be done about it here. */
export function ReachDetail({ name, reach }: { name: string; reach: Reach | undefined }) {
  const trust = useTargets((state) => state.trust);
  const setSecret = useTargets((state) => state.setSecret);
  const checkReach = useTargets((state) => state.checkReach);
  if (reach?.kind !== 'answered') return null;
  return (
    <OutcomeDetail
      outcome={reach.outcome}
      onTrust={(offered) => trust(name, offered)}
      onSecret={async (secret, remember) => {
        await setSecret(name, secret, remember);
        await checkReach(name);
      }}
    />
  );
}

/** The same for an outcome that belongs to no saved target yet (discovery). */
export function OutcomeDetail({
  outcome,
  onTrust,
  onSecret,
}: {
  outcome: ReachOutcome;
  onTrust: (offered: ShownHostKey) => Promise<void> | void;
  onSecret: Parameters<typeof SecretForm>[0]['onSecret'];
}) {
  const { t } = useTranslation();
  const [refused, setRefused] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const accept = async (offered: ShownHostKey) => {
    setError(null);
    try {
      await onTrust(offered);
    } catch (thrown) {
      setError(toAppError(thrown));
    }
  };
  switch (outcome.kind) {
    case 'reached':
      return null;
    case 'host-key-unknown':
      return (
        <div className={styles.box} data-tone="warning">
          <UnknownHostKey offered={outcome.offered} />
          {error ? <ErrorBlock error={error} /> : null}
          {refused ? (
            <p>{t('targets.key.notTrusted')}</p>
          ) : (
            <div className={styles.buttons}>
              <Button onClick={() => setRefused(true)}>{t('targets.key.doNotConnect')}</Button>
              <Button variant="filled" onClick={() => void accept(outcome.offered)}>
                {t('targets.key.trust')}
              </Button>
            </div>
          )}
        </div>
      );
    case 'host-key-changed':
      return (
        <div className={styles.box} data-tone="danger">
          <ChangedHostKey outcome={outcome} />
        </div>
      );
    case 'secret-missing':
      return (
        <div className={styles.box}>
          <SecretForm hop={outcome.hop} kind={outcome.secret} onSecret={onSecret} />
        </div>
      );
    case 'failed':
      return (
        <div className={styles.box} data-tone="danger">
          <ErrorBlock error={outcome.error} />
        </div>
      );
  }
}
