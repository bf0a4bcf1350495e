import { useTranslation } from 'react-i18next';
import type { ReachOutcome, ShownHostKey } from '../../../shared/target-checks';
import { Copyable } from '../../ui/copyable';
import styles from './reach-detail.module.css';

/** A key seen for the first time: both fingerprint forms, and where to compare them. */
export function UnknownHostKey({ offered }: { offered: ShownHostKey }) {
  const { t } = useTranslation();
  const command = `ssh-keygen -lf /etc/ssh/ssh_host_${offered.type.replace(/^ssh-|-sha2.*$/g, '')}_key.pub`;
  return (
    <>
      <strong>{t('targets.key.unknown', { host: `${offered.host}:${offered.port}` })}</strong>
      <p>{t('targets.key.unknownText')}</p>
      <dl className={styles.key}>
        <dt>{t('targets.key.type')}</dt>
        <dd>
          <Copyable value={offered.type} />
        </dd>
        <dt>{'SHA-256'}</dt>
        <dd>
          <Copyable value={offered.sha256} />
        </dd>
        <dt>{'MD5'}</dt>
        <dd>
          <Copyable value={offered.md5} />
        </dd>
      </dl>
      <p>
        {t('targets.key.compare')} <Copyable value={command} />
      </p>
    </>
  );
}

/** A full stop: old and new side by side, nothing that goes on. */
export function ChangedHostKey({
  outcome,
}: {
  outcome: Extract<ReachOutcome, { kind: 'host-key-changed' }>;
}) {
  const { t } = useTranslation();
  const { offered } = outcome;
  return (
    <div role="alert">
      <strong>{t('targets.key.changed')}</strong>
      <p>{t('targets.key.changedText', { host: offered.host })}</p>
      <div className={styles.sides}>
        <div>
          <h3>{t('targets.key.pinned')}</h3>
          <p>{outcome.pinnedType}</p>
          <Copyable value={outcome.pinnedSha256} />
        </div>
        <div>
          <h3>{t('targets.key.offered')}</h3>
          <p>{offered.type}</p>
          <Copyable value={offered.sha256} />
        </div>
      </div>
      <p>{t('targets.key.changedNext')}</p>
    </div>
  );
}
