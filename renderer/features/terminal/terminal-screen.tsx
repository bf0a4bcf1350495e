import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../console-context';
import { useNavigation, useSettings, useTargets, useTerminals } from '../../stores';
import { Card } from '../../ui/card';
import { ErrorBlock } from '../../ui/error-block';
import { Icon } from '../../ui/icon';
import { Screen } from '../../ui/screen';
import { TargetBand } from '../targets/target-band';
import { backupLine } from './backup-line';
import { TerminalPane } from './terminal-pane';
import styles from './terminal-screen.module.css';

/** Tabs of the system's shell and ssh client, and the backup script with what comes after it. */
export function TerminalScreen({ visible }: { visible: boolean }) {
  const { t } = useTranslation();
  const tabs = useTerminals((state) => state.tabs);
  const active = useTerminals((state) => state.active);
  const error = useTerminals((state) => state.error);
  const open = useTerminals((state) => state.open);
  const targets = useTargets((state) => state.targets);
  if (!visible && tabs.length === 0) return null;
  return (
    <Screen
      fixed
      title={t('terminal.title')}
      band={<TargetBand name={tabs.find(({ id }) => id === active)?.target ?? null} />}
      aside={
        <>
          <Select
            aria-label={t('terminal.openSsh')}
            placeholder={t('terminal.openSsh')}
            w={220}
            data={targets.map(({ profile }) => ({
              value: profile.name,
              label: t('terminal.ssh', { target: profile.name }),
            }))}
            value={null}
            onChange={(name) => name && void open(name)}
          />
          <Button onClick={() => void open(null)}>{t('terminal.shell')}</Button>
          <BackupButtons />
        </>
      }
    >
      {error ? (
        <Card flush tone="danger">
          <ErrorBlock error={error} />
        </Card>
      ) : null}
      <div className={styles.area}>
        {tabs.length === 0 ? <Empty /> : <Tabs />}
        {tabs.map((tab) => (
          <TerminalPane key={tab.id} tab={tab} shown={visible && tab.id === active} />
        ))}
      </div>
    </Screen>
  );
}

function BackupButtons() {
  const { t } = useTranslation();
  const { stores } = useConsole();
  const settings = useSettings((state) => state.settings);
  const packing = useTerminals((state) => state.packing);
  const open = useTerminals((state) => state.open);
  const pack = useTerminals((state) => state.pack);
  const line = backupLine(settings);
  const packAndInspect = async () => {
    const path = await pack();
    if (path === null) return;
    stores.navigation.getState().show('restore');
    await stores.restore.getState().open(path);
  };
  return (
    <>
      <Button
        disabled={line === null}
        title={line ?? t('terminal.backupNotSet')}
        onClick={() => line && void open(null, line)}
      >
        {t('terminal.backup')}
      </Button>
      <Button disabled={packing} onClick={() => void packAndInspect()}>
        {packing ? t('terminal.packing') : t('terminal.pack')}
      </Button>
    </>
  );
}

function Empty() {
  const { t } = useTranslation();
  const show = useNavigation((state) => state.show);
  const settings = useSettings((state) => state.settings);
  return (
    <div className={styles.empty}>
      <Icon name="terminal" size={28} />
      <h2>{t('terminal.none')}</h2>
      <p>{t('terminal.noneText')}</p>
      <p>{settings.backupCommand === '' ? t('terminal.backupNotSet') : t('terminal.backupText')}</p>
      {settings.backupCommand === '' ? (
        <Button onClick={() => show('settings')}>{t('terminal.toSettings')}</Button>
      ) : null}
    </div>
  );
}

function Tabs() {
  const { t } = useTranslation();
  const tabs = useTerminals((state) => state.tabs);
  const active = useTerminals((state) => state.active);
  const activate = useTerminals((state) => state.activate);
  const close = useTerminals((state) => state.close);
  return (
    <ul className={styles.tabs} aria-label={t('terminal.tabs')}>
      {tabs.map((tab) => (
        <li key={tab.id} className={styles.tab} data-active={tab.id === active || undefined}>
          <button
            type="button"
            aria-current={tab.id === active ? 'true' : undefined}
            onClick={() => activate(tab.id)}
          >
            {tab.target === null ? tab.title : t('terminal.ssh', { target: tab.target })}
            {tab.exitCode === null ? null : (
              <span className="muted"> · {t('terminal.ended', { code: tab.exitCode })}</span>
            )}
          </button>
          <button
            type="button"
            aria-label={t('terminal.closeTab', { title: tab.title })}
            onClick={() => void close(tab.id)}
          >
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}
