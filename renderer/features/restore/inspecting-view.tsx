import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRestore } from '../../stores';
import { Bar } from '../../ui/bar';
import { Card } from '../../ui/card';
import { useRate } from '../../ui/rate';
import { Screen } from '../../ui/screen';
import { useFormat } from '../../ui/use-format';
import { useNow } from '../../ui/use-now';
import { fileNameOf } from './file-name';
import styles from './inspecting-view.module.css';
import { PathSteps } from './path-steps';

/** The archive is being read: bytes, rate, time left, and what has been found so far counting up. */
export function InspectingView() {
  const { t } = useTranslation();
  const format = useFormat();
  const path = useRestore((state) => state.path) ?? '';
  const progress = useRestore((state) => state.progress);
  const cancel = useRestore((state) => state.cancelInspection);
  const now = useNow(250);
  const rate = useRate(progress?.bytesRead ?? null, now);
  const total = progress?.bytesTotal ?? 0;
  const read = progress?.bytesRead ?? 0;
  const left = rate && total > 0 ? (total - read) / rate : null;
  const counts = [
    [t('restore.inspecting.entries'), progress?.entries],
    [t('restore.inspecting.tables'), progress?.tables],
    [t('restore.inspecting.rows'), progress?.rows],
    [t('restore.inspecting.mediaFiles'), progress?.mediaFiles],
  ] as const;
  return (
    <Screen title={t('restore.inspecting.title')} aside={<PathSteps />}>
      <div className={styles.page}>
        <Card
          title={<span className="mono">{fileNameOf(path)}</span>}
          aside={
            <Button onClick={() => void cancel()} size="sm">
              {t('common.cancel')}
            </Button>
          }
        >
          <Bar share={total > 0 ? read / total : null} running label={t('restore.inspecting.bar')} />
          <div className={styles.line}>
            <span>
              {t('common.of', { done: format.bytes(read), total: total > 0 ? format.bytes(total) : '–' })}
            </span>
            <span>{format.rate(rate)}</span>
            <span>
              {t('restore.inspecting.left')}: {format.duration(left === null ? null : Math.ceil(left))}
            </span>
          </div>
          <dl className={styles.counts}>
            {counts.map(([name, value]) => (
              <div key={name}>
                <dd>{format.number(value ?? 0)}</dd>
                <dt>{name}</dt>
              </div>
            ))}
          </dl>
          <p className="muted">{t('restore.inspecting.note')}</p>
        </Card>
      </div>
    </Screen>
  );
}
