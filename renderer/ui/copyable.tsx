import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context';
import styles from './copyable.module.css';
import { Icon } from './icon';

/** A name, path, digest or address: monospace, and one click copies it. `shown` may be shorter than what is copied. */
export function Copyable({
  value,
  shown,
  plain = false,
}: {
  value: string;
  shown?: ReactNode;
  plain?: boolean;
}) {
  const { t } = useTranslation();
  const { client } = useConsole();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className={`${styles.copyable} ${plain ? '' : 'mono'}`}
      title={copied ? t('common.copied') : `${value}\n${t('common.clickToCopy')}`}
      onClick={(event) => {
        event.stopPropagation();
        void client.call.app.copyText({ text: value }).then(() => setCopied(true));
      }}
    >
      <span className={styles.text}>{shown ?? value}</span>
      <span className={styles.hint} data-copied={copied || undefined}>
        <Icon name={copied ? 'check' : 'copy'} size={12} />
      </span>
      <span className="visually-hidden" aria-live="polite">
        {copied ? t('common.copied') : ''}
      </span>
    </button>
  );
}
