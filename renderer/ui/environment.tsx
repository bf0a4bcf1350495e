import { useTranslation } from 'react-i18next';
import type { Environment } from '../../shared/profile';
import styles from './environment.module.css';

/** A target's environment in its own colour code, always with the word. */
export function EnvironmentBadge({
  environment,
  short = false,
}: {
  environment: Environment;
  short?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <span className={styles.badge} data-environment={environment} title={t(`environments.${environment}`)}>
      {t(short ? `environmentsShort.${environment}` : `environments.${environment}`)}
    </span>
  );
}

/** Across the top of every screen that can change the target. */
export function EnvironmentBand({
  environment,
  target,
  host,
}: {
  environment: Environment;
  target: string;
  host: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.band} data-environment={environment}>
      <strong>{t(`environments.${environment}`)}</strong>
      <span className="truncate">{target}</span>
      <span className={`mono truncate ${styles.host}`}>{host}</span>
    </div>
  );
}
