import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../console-context';
import { useNavigation, useRestore, useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { Screen } from '../../ui/screen';
import { Mark } from '../../ui/status-mark';
import { useFormat } from '../../ui/use-format';
import styles from './drop-view.module.css';

const SHAPE = `backup-gcp-20260201.tar.gz
└─ backups-20260201-120000/
   ├─ cloudsql/<instance>-<database>-20260201.sql.gz
   └─ gcs/<bucket>/…`;

interface Recent {
  readonly path: string;
  readonly filename: string;
  readonly bytes: number;
  readonly valid: boolean;
  readonly inspectedAt: string;
}

/** The start: one large field, what an archive looks like, the last three with their verdicts. */
export function DropView() {
  const { t } = useTranslation();
  const choose = useRestore((state) => state.choose);
  const error = useRestore((state) => state.error);
  return (
    <Screen title={t('restore.drop.title')}>
      <div className={styles.page}>
        {error ? (
          <Card flush tone="danger">
            <ErrorBlock error={error} />
          </Card>
        ) : null}
        <button type="button" className={styles.field} onClick={() => void choose()}>
          <Icon name="restore" size={36} />
          <strong>{t('restore.drop.field')}</strong>
          <span className="muted">{t('nav.dropHint')}</span>
        </button>
        <NoTargets />
        <div className={styles.columns}>
          <Card title={t('restore.drop.shape')}>
            <pre className={styles.shape}>{SHAPE}</pre>
            <p className="muted">{t('restore.drop.shapeNote')}</p>
          </Card>
          <RecentArchives />
        </div>
      </div>
    </Screen>
  );
}

function NoTargets() {
  const { t } = useTranslation();
  const none = useTargets((state) => state.loaded && state.targets.length === 0);
  const showTarget = useNavigation((state) => state.showTarget);
  if (!none) return null;
  return (
    <Card title={t('restore.drop.noTargets')} tone="accent">
      <div className={styles.offer}>
        <p>{t('restore.drop.noTargetsText')}</p>
        <Button onClick={() => showTarget('')}>{t('restore.drop.addTarget')}</Button>
      </div>
    </Card>
  );
}

function RecentArchives() {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useConsole();
  const open = useRestore((state) => state.open);
  const [recent, setRecent] = useState<readonly Recent[] | null>(null);
  useEffect(() => {
    void client.call.archive.recent({}).then(
      ({ archives }) => setRecent(archives.slice(0, 3)),
      () => setRecent([]),
    );
  }, [client]);
  return (
    <Card title={t('restore.drop.recent')} flush>
      <ul className={styles.recent}>
        {(recent ?? []).map((archive) => (
          <li key={archive.path}>
            <button type="button" onClick={() => void open(archive.path)} title={archive.path}>
              <span className="mono truncate">{archive.filename}</span>
              <span className={styles.recentFacts}>
                {archive.valid ? (
                  <Mark icon="check" tone="ok" label={t('restore.drop.valid')} />
                ) : (
                  <Mark icon="octagon" tone="danger" label={t('restore.drop.invalid')} />
                )}
                <span className="muted">{format.bytes(archive.bytes)}</span>
                <span className="muted">
                  <Moment iso={archive.inspectedAt} />
                </span>
              </span>
            </button>
          </li>
        ))}
        {recent?.length === 0 ? (
          <li className={`muted ${styles.nothing}`}>{t('restore.drop.noRecent')}</li>
        ) : null}
      </ul>
    </Card>
  );
}
