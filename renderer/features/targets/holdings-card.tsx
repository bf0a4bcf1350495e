import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../../shared/restore/job';
import { PRUNE_GROUPS, type PruneList } from '../../../shared/restore/prune';
import { useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { useFormat } from '../../ui/use-format';
import { HoldingRow } from './holding-row';
import { PruneDialog } from './prune-dialog';
import { chosenBytes, chosenItems, isOfJob, mayBeChosen, ofJob } from './prune-selection';
import styles from './targets-screen.module.css';

/**
 * What lies there of ours, with sizes, and what of it may go: all of it, or one job's. It is asked for, as it opens a
 * connection.
 */
export function HoldingsCard({
  name,
  job = null,
  onPruned,
}: {
  name: string;
  job?: Job | null;
  /** Called once something was asked to go, whatever came of it. */
  onPruned?: () => void;
}) {
  const { t } = useTranslation();
  const loaded = useTargets((state) => state.holdings[name]);
  const load = useTargets((state) => state.loadHoldings);
  const list = loaded?.kind === 'ready' ? ofJob(loaded.value, job) : null;
  return (
    <Card
      title={t(job === null ? 'targets.sections.holdings' : 'targets.holdings.ofJob')}
      aside={
        <Button disabled={loaded?.kind === 'loading'} onClick={() => void load(name)}>
          {t(loaded?.kind === 'loading' ? 'targets.holdings.loading' : 'targets.holdings.load')}
        </Button>
      }
      flush
    >
      {loaded?.kind === 'failed' ? <ErrorBlock error={loaded.error} /> : null}
      {list && list.items.length === 0 ? (
        <p className={styles.nothing}>
          {t(job === null ? 'targets.holdings.none' : 'targets.holdings.noneOfJob')}
        </p>
      ) : null}
      {list && list.items.length > 0 ? (
        <Holdings key={list.items.length} name={name} list={list} onPruned={onPruned} />
      ) : null}
      <PruneResult name={name} job={job} />
    </Card>
  );
}

function Holdings({
  name,
  list,
  onPruned,
}: {
  name: string;
  list: PruneList;
  onPruned: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const going = chosenItems(list, ticked);
  const tick = (id: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    setTicked(next);
  };
  return (
    <>
      {list.locked ? <ErrorBlock error={list.locked} tone="warning" /> : null}
      {PRUNE_GROUPS.map((group) => {
        const items = list.items.filter((each) => each.group === group);
        return items.length === 0 ? null : (
          <section key={group} aria-label={t(`targets.prune.groups.${group}`)}>
            <h3 className={styles.holdingGroup}>{t(`targets.prune.groups.${group}`)}</h3>
            <ul>
              {items.map((each) => (
                <HoldingRow
                  key={each.id}
                  item={each}
                  allowed={mayBeChosen(list, each, ticked)}
                  chosen={going.includes(each)}
                  onChoose={(on) => tick(each.id, on)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      <div className={styles.pruneLine}>
        <span className="muted" aria-live="polite">
          {t('targets.prune.chosen', { n: going.length, size: format.bytes(chosenBytes(going)) })}
        </span>
        <Button disabled={going.length === 0} onClick={() => setAsking(true)}>
          {t('targets.prune.ask')}
        </Button>
      </div>
      <PruneDialog
        name={name}
        items={going}
        opened={asking}
        onClose={() => setAsking(false)}
        onPruned={onPruned}
      />
    </>
  );
}

/** What the last prune did here; beside a job only one that was about it. */
function PruneResult({ name, job }: { name: string; job: Job | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pruned = useTargets((state) => state.pruned[name]);
  if (pruned?.kind !== 'ready') return null;
  const { removed, kept, freed_bytes: freed, error } = pruned.value;
  if (job !== null && ![...removed, ...kept].some((each) => isOfJob(each, job))) return null;
  return (
    <div role="status">
      <p className={styles.nothing}>
        {t('targets.prune.done', { n: removed.length, size: format.bytes(freed) })}
      </p>
      {error ? <ErrorBlock error={error} tone="warning" /> : null}
    </div>
  );
}
