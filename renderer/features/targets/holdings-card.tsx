import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { ErrorBlock } from '../../ui/error-block';
import { Moment } from '../../ui/moment';
import { useFormat } from '../../ui/use-format';
import styles from './targets-screen.module.css';

/** What lies there of ours, with sizes. It is asked for, as it opens a connection. */
export function HoldingsCard({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const loaded = useTargets((state) => state.holdings[name]);
  const load = useTargets((state) => state.loadHoldings);
  const holdings = loaded?.kind === 'ready' ? loaded.value : [];
  return (
    <Card
      title={t('targets.sections.holdings')}
      aside={
        <Button disabled={loaded?.kind === 'loading'} onClick={() => void load(name)}>
          {t(loaded?.kind === 'loading' ? 'targets.holdings.loading' : 'targets.holdings.load')}
        </Button>
      }
      flush
    >
      {loaded?.kind === 'failed' ? <ErrorBlock error={loaded.error} /> : null}
      {loaded?.kind === 'ready' && holdings.length === 0 ? (
        <p className={styles.nothing}>{t('targets.holdings.none')}</p>
      ) : null}
      <ul>
        {holdings.map((holding) => (
          <li key={`${holding.kind} ${holding.name}`} className={styles.holding}>
            <span>{t(`targets.holdings.kinds.${holding.kind}`)}</span>
            <span className="number">{format.bytes(holding.bytes)}</span>
            <span className={styles.holdingName}>
              <Copyable value={holding.name} />
            </span>
            <span className="number muted">
              <Moment iso={holding.madeAt} />
            </span>
          </li>
        ))}
      </ul>
      {holdings.length > 0 ? <p className={styles.nothing}>{t('targets.holdings.pruneLater')}</p> : null}
    </Card>
  );
}
