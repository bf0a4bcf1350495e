import { useTranslation } from 'react-i18next';
import { describeFinding } from '../../../shared/errors/error-text';
import type { Finding } from '../../../shared/manifest';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { Icon } from '../../ui/icon';
import { placed } from '../../ui/placed';
import { useFormat } from '../../ui/use-format';
import styles from './findings.module.css';

const SHOWN = 200;

/** Problems or warnings of inspection: what, where, what it means, what to do. */
export function Findings({
  title,
  findings,
  tone,
}: {
  title: string;
  findings: readonly Finding[];
  tone: 'danger' | 'warning';
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (findings.length === 0) return null;
  return (
    <Card title={title} aside={format.number(findings.length)} flush>
      <ul className={styles.list} data-tone={tone}>
        {placed(findings.slice(0, SHOWN)).map(({ place, value: finding }) => {
          const text = describeFinding(finding, format.language);
          return (
            <li key={place}>
              <span className={styles.icon}>
                <Icon name={tone === 'danger' ? 'octagon' : 'warning'} />
              </span>
              <div className={styles.words}>
                <strong>{text.title}</strong>
                <p>{text.explanation}</p>
                {text.next ? <p>{text.next}</p> : null}
              </div>
              {finding.where ? (
                <div className={styles.where}>
                  <Copyable value={finding.where} />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      {findings.length > SHOWN ? (
        <p className={styles.more}>{t('common.more', { n: format.number(findings.length - SHOWN) })}</p>
      ) : null}
    </Card>
  );
}
