import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PruneItem } from '../../../shared/restore/prune';
import { Copyable } from '../../ui/copyable';
import { Moment } from '../../ui/moment';
import { useFormat } from '../../ui/use-format';
import styles from './targets-screen.module.css';

/** One thing of ours: what, how big, whose, and what removing it means or why it stays. */
export function HoldingRow({
  item,
  allowed,
  chosen,
  onChoose,
}: {
  item: PruneItem;
  allowed: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const job = item.job?.slice(0, 8) ?? '';
  return (
    <li className={styles.holding}>
      <Checkbox
        label={t(`targets.prune.kinds.${item.kind}`)}
        description={
          item.reason !== null && !allowed
            ? t(`targets.prune.reasons.${item.reason}`, { job })
            : t(`targets.prune.means.${item.means}`, { job })
        }
        classNames={{ description: styles.holdingMeans ?? '' }}
        checked={chosen}
        disabled={!allowed}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <span className="number">{format.bytes(item.bytes)}</span>
      <span className={styles.holdingName}>
        {item.parts.map((part) => (
          <Copyable key={part} value={part} />
        ))}
      </span>
      <span className="number muted">
        <Moment iso={item.made_at} />
      </span>
    </li>
  );
}
