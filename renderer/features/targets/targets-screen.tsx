import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigation, useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { EnvironmentBadge } from '../../ui/environment';
import { ErrorBlock } from '../../ui/error-block';
import { Screen } from '../../ui/screen';
import { ReachLine } from './reach-detail';
import { TargetBand } from './target-band';
import { TargetEditor } from './target-editor';
import styles from './targets-screen.module.css';

/** The list at the left, the editor of one at the right. */
export function TargetsScreen() {
  const { t } = useTranslation();
  const targets = useTargets((state) => state.targets);
  const loaded = useTargets((state) => state.loaded);
  const error = useTargets((state) => state.error);
  const broken = useTargets((state) => state.broken);
  const checkAll = useTargets((state) => state.checkAll);
  const shown = useNavigation((state) => state.target);
  const showTarget = useNavigation((state) => state.showTarget);
  useEffect(() => {
    if (loaded) void checkAll();
  }, [loaded, checkAll]);
  const chosen =
    shown === '' ? null : (targets.find(({ profile }) => profile.name === shown) ?? targets[0] ?? null);
  const editing = shown === '' || chosen !== null;
  return (
    <Screen
      fixed
      title={t('targets.title')}
      band={<TargetBand name={chosen?.profile.name ?? null} />}
      aside={<Button onClick={() => showTarget('')}>{t('targets.add')}</Button>}
    >
      {error ? (
        <Card flush tone="danger">
          <ErrorBlock error={error} />
        </Card>
      ) : null}
      {broken.length > 0 ? (
        <div className={styles.broken}>
          <Card flush tone="warning">
            {broken.map((problem) => (
              <ErrorBlock key={JSON.stringify(problem.params)} error={problem} tone="warning" />
            ))}
          </Card>
        </div>
      ) : null}
      <div className={styles.columns}>
        <TargetList chosen={shown === '' ? '' : (chosen?.profile.name ?? null)} />
        <div className={styles.pane}>
          {editing ? (
            <TargetEditor key={chosen?.profile.name ?? ''} target={chosen} />
          ) : (
            <Card>
              <div className={styles.none}>
                <p>{t('targets.none')}</p>
                <Button variant="filled" onClick={() => showTarget('')}>
                  {t('targets.add')}
                </Button>
              </div>
            </Card>
          )}
        </div>
      </div>
    </Screen>
  );
}

function TargetList({ chosen }: { chosen: string | null }) {
  const { t } = useTranslation();
  const targets = useTargets((state) => state.targets);
  const reach = useTargets((state) => state.reach);
  const showTarget = useNavigation((state) => state.showTarget);
  return (
    <nav className={styles.list} aria-label={t('targets.list')}>
      <ul>
        {chosen === '' ? (
          <li>
            <button type="button" className={styles.item} aria-current="true">
              <span className={styles.itemTop}>
                <strong>{t('targets.newTarget')}</strong>
              </span>
              <span className="muted">{t('targets.unsaved')}</span>
            </button>
          </li>
        ) : null}
        {targets.map(({ profile }) => (
          <li key={profile.name}>
            <button
              type="button"
              className={styles.item}
              aria-current={profile.name === chosen ? 'true' : undefined}
              onClick={() => showTarget(profile.name)}
            >
              <span className={styles.itemTop}>
                <strong className="truncate">{profile.name}</strong>
                <EnvironmentBadge environment={profile.environment} />
              </span>
              <span className="mono truncate muted">{`${profile.host.user}@${profile.host.host}`}</span>
              <ReachLine reach={reach[profile.name]} withTime={false} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
