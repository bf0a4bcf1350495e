import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { placed } from '../../ui/placed';
import { ScrollArea } from '../../ui/scroll-area';
import { useFormat } from '../../ui/use-format';
import styles from './left-out.module.css';
import type { LeftOutGroup } from './left-out-groups';

/** Statements left out, grouped by rule with why in one sentence; lines and text behind each. */
export function LeftOut({ groups, title }: { groups: readonly LeftOutGroup[]; title?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title={title ?? t('restore.leftOut.title')}
      aside={t('figures.statements', { count: total, n: format.number(total) })}
      flush
    >
      {groups.length === 0 ? <p className={styles.none}>{t('restore.leftOut.none')}</p> : null}
      {groups.map((group) => (
        <details key={group.rule} className={styles.group}>
          <summary>
            <span className={styles.count}>{format.number(group.count)}</span>
            <span>{t(`restore.leftOut.rules.${group.rule}`)}</span>
          </summary>
          <ScrollArea label={t(`restore.leftOut.rules.${group.rule}`)} className={styles.examples}>
            <ul>
              {placed(group.examples).map(({ place, value: example }) => (
                <li key={place}>
                  <span className="muted">
                    {example.line === null
                      ? ''
                      : t('restore.leftOut.line', { n: format.number(example.line) })}
                  </span>
                  <code>{example.text}</code>
                </li>
              ))}
              {group.count > group.examples.length ? (
                <li className="muted">
                  {t('common.more', { n: format.number(group.count - group.examples.length) })}
                </li>
              ) : null}
            </ul>
          </ScrollArea>
        </details>
      ))}
    </Card>
  );
}
