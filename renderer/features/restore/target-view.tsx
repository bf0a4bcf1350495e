import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigation, useTargets } from '../../stores';
import { Card } from '../../ui/card';
import { Screen } from '../../ui/screen';
import { PathSteps } from './path-steps';
import { TargetCard } from './target-card';
import styles from './target-view.module.css';

/** Which server: each target with its environment and whether it answers now. */
export function TargetView() {
  const { t } = useTranslation();
  const targets = useTargets((state) => state.targets);
  const load = useTargets((state) => state.load);
  const checkAll = useTargets((state) => state.checkAll);
  const showTarget = useNavigation((state) => state.showTarget);
  useEffect(() => {
    void load().then(checkAll);
  }, [load, checkAll]);
  return (
    <Screen title={t('restore.target.title')} aside={<PathSteps />}>
      <div className={styles.page}>
        {targets.length === 0 ? (
          <Card>
            <div className={styles.none}>
              <p>{t('restore.target.none')}</p>
              <Button variant="filled" onClick={() => showTarget('')}>
                {t('restore.drop.addTarget')}
              </Button>
            </div>
          </Card>
        ) : null}
        <ul className={styles.cards}>
          {targets.map((target) => (
            <li key={target.profile.name}>
              <TargetCard target={target} />
            </li>
          ))}
        </ul>
        {targets.length > 0 ? (
          <div>
            <Button onClick={() => showTarget('')}>{t('restore.drop.addTarget')}</Button>
          </div>
        ) : null}
      </div>
    </Screen>
  );
}
