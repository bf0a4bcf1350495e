import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ServiceRef } from '../../../shared/profile';
import type { TargetSummary } from '../../../shared/target-checks';
import { useNavigation, useRestore, useTargets } from '../../stores';
import { Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { EnvironmentBadge } from '../../ui/environment';
import { Moment } from '../../ui/moment';
import { ReachDetail, ReachLine } from '../targets/reach-detail';
import styles from './target-view.module.css';

/** One target: what it is, whether it answers now, what was restored there last. */
export function TargetCard({ target }: { target: TargetSummary }) {
  const { t } = useTranslation();
  const { profile } = target;
  const reach = useTargets((state) => state.reach[profile.name]);
  const checkReach = useTargets((state) => state.checkReach);
  const select = useRestore((state) => state.selectTarget);
  const showTarget = useNavigation((state) => state.showTarget);
  const reached = reach?.kind === 'answered' && reach.outcome.kind === 'reached';
  return (
    <section className={styles.card} aria-label={profile.name}>
      <div className={styles.edge} data-environment={profile.environment} />
      <div className={styles.top}>
        <h2 className="truncate">{profile.name}</h2>
        <EnvironmentBadge environment={profile.environment} />
      </div>
      <div className={styles.facts}>
        <Facts
          rows={[
            [
              t('restore.target.host'),
              <Copyable
                key="host"
                value={`${profile.host.user}@${profile.host.host}:${profile.host.port}`}
              />,
            ],
            [
              t('restore.target.runs'),
              <span key="runs" className="mono">
                {[containerName(profile.database.container), profile.database.name].join(' · ')}
              </span>,
            ],
            [
              t('restore.target.lastRestore'),
              target.lastRestoreAt ? (
                <span key="last">
                  <Moment iso={target.lastRestoreAt} />
                  {isJobStatus(target.lastRestoreStatus) ? (
                    <span className="muted"> · {t(`jobStatuses.${target.lastRestoreStatus}`)}</span>
                  ) : null}
                </span>
              ) : (
                t('restore.target.never')
              ),
            ],
          ]}
        />
      </div>
      <div className={styles.reach}>
        <ReachLine reach={reach} />
        <ReachDetail name={profile.name} reach={reach} />
      </div>
      <div className={styles.foot}>
        <Button variant="filled" disabled={!reached} onClick={() => void select(profile.name)}>
          {t('restore.target.use', { name: profile.name })}
        </Button>
        <Button onClick={() => void checkReach(profile.name)}>{t('restore.target.checkAgain')}</Button>
        <Button onClick={() => showTarget(profile.name)}>{t('restore.target.edit')}</Button>
      </div>
    </section>
  );
}

function containerName(ref: ServiceRef): string {
  return ref.by === 'name' ? ref.name : `${ref.project}/${ref.service}`;
}

const STATUSES = ['completed', 'failed', 'cancelled', 'interrupted', 'rolled_back'] as const;

function isJobStatus(status: string | null): status is (typeof STATUSES)[number] {
  return STATUSES.some((known) => known === status);
}
