import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/errors/app-error';
import { describeError } from '../../shared/errors/error-text';
import { leftWords } from '../../shared/phrases/phrase-text';
import { Copyable } from './copyable';
import styles from './error-block.module.css';
import { Icon } from './icon';
import { ScrollArea } from './scroll-area';
import { useFormat } from './use-format';

/** Command, exit status and last lines, folded; the whole block copies. */
export function EvidenceFold({ error, open = false }: { error: AppError; open?: boolean }) {
  const { t } = useTranslation();
  const evidence = error.evidence;
  if (!evidence || !(evidence.command || evidence.stderrTail || evidence.where)) return null;
  const text = evidenceText(error);
  return (
    <details className={styles.evidence} open={open}>
      <summary>{t('common.evidence')}</summary>
      <div className={styles.copy}>
        <Copyable value={text} shown={t('common.copyAll')} plain />
      </div>
      <ScrollArea label={t('common.evidence')} className={styles.text}>
        <pre>{text}</pre>
      </ScrollArea>
    </details>
  );
}

function evidenceText(error: AppError): string {
  const { command, exitCode, signal, stderrTail, where } = error.evidence ?? {};
  return [
    command ? `$ ${command.join(' ')}` : '',
    where ?? '',
    stderrTail ?? '',
    exitCode === undefined || exitCode === null ? '' : `exit ${exitCode}`,
    signal ? `signal ${signal}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** An error in words: what is the case, why, what exists now, what to do; evidence folded below. */
export function ErrorBlock({
  error,
  tone = 'danger',
}: {
  error: AppError;
  tone?: 'danger' | 'warning' | 'plain';
}) {
  const format = useFormat();
  const text = describeError(error, format.language);
  return (
    <div className={styles.block} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      <span className={styles.icon}>
        <Icon name={tone === 'danger' ? 'octagon' : 'warning'} />
      </span>
      <div className={styles.words}>
        <strong>{text.title}</strong>
        <p>{text.explanation}</p>
        {error.left ? <p>{leftWords(error.left, format.language)}</p> : null}
        {text.next ? (
          <p className={styles.next}>
            <Icon name="right" size={12} />
            <span>{text.next}</span>
          </p>
        ) : null}
        <EvidenceFold error={error} />
      </div>
    </div>
  );
}
