import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigation, useRestore, useRuns } from '../../stores';
import { JobsScreen } from '../jobs/jobs-screen';
import { RestoreScreen } from '../restore/restore-screen';
import { SettingsScreen } from '../settings/settings-screen';
import { TargetsScreen } from '../targets/targets-screen';
import { TerminalScreen } from '../terminal/terminal-screen';
import styles from './app-frame.module.css';
import { DropAnywhere } from './drop-anywhere';
import type { ScreenName } from './navigation-store';
import { Rail } from './rail';

/** Rail at the left, one screen at the right; a dropped archive is taken on any of them. */
export function AppFrame() {
  const screen = useNavigation((state) => state.screen);
  useWindowTitle();
  return (
    <DropAnywhere>
      <div className={styles.frame}>
        <Rail />
        <div className={styles.screen}>
          <CurrentScreen screen={screen} />
          {/* Terminals keep their text while another screen is shown. */}
          <div className={styles.screen} hidden={screen !== 'terminal'}>
            <TerminalScreen visible={screen === 'terminal'} />
          </div>
        </div>
      </div>
    </DropAnywhere>
  );
}

function CurrentScreen({ screen }: { screen: ScreenName }) {
  switch (screen) {
    case 'restore':
      return <RestoreScreen />;
    case 'jobs':
      return <JobsScreen />;
    case 'targets':
      return <TargetsScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'terminal':
      return null;
  }
}

/** The title bar carries the current target and its environment. */
function useWindowTitle(): void {
  const { t } = useTranslation();
  const plan = useRestore((state) => state.plan);
  const run = useRuns((state) => Object.values(state.runs).find(({ phase }) => phase !== 'finished'));
  const target = run?.target || plan?.target;
  const environment = run?.environment ?? plan?.environment;
  useEffect(() => {
    const name = t('common.appName');
    document.title =
      target && environment ? `${target} · ${t(`environments.${environment}`)} – ${name}` : name;
  }, [t, target, environment]);
}
