import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEvent } from '../../../../shared/restore/run-event';
import { Icon } from '../../../ui/icon';
import { useFormat } from '../../../ui/use-format';
import styles from './log-view.module.css';

/** One line: time, step, level as shape, text. A host tool's line is shown as it came; ours stands out. */
export const LogRow = memo(function LogRow({
  line,
  wrap,
  search,
  current,
  selected,
}: {
  line: LogEvent;
  wrap: boolean;
  search: string;
  current: boolean;
  selected: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div
      className={styles.row}
      data-level={line.level}
      data-source={line.source}
      data-wrap={wrap || undefined}
      data-current={current || undefined}
      data-selected={selected || undefined}
    >
      <time dateTime={line.at} title={format.withZone(line.at)}>
        {format.timeOfDay(line.at)}
      </time>
      <span className={styles.stepName}>{line.step ?? ''}</span>
      <span className={styles.level}>
        {line.level === 'error' ? <Icon name="octagon" size={12} /> : null}
        {line.level === 'warning' ? <Icon name="warning" size={12} /> : null}
        {line.level === 'error' || line.level === 'warning' ? (
          <span className="visually-hidden">{t(`log.levels.${line.level}`)}</span>
        ) : null}
      </span>
      <span className={styles.text}>{marked(line.text, search)}</span>
    </div>
  );
});

/** The text with what was searched for marked. */
function marked(text: string, search: string): ReactNode {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return text;
  const parts: ReactNode[] = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
}
