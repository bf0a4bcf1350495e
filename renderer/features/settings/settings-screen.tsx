import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../console-context';
import { useSettings } from '../../stores';
import { Card, Facts } from '../../ui/card';
import { Copyable } from '../../ui/copyable';
import { ErrorBlock } from '../../ui/error-block';
import { Screen } from '../../ui/screen';
import styles from './settings-screen.module.css';

const CHOICES = ['system', 'en', 'es'] as const;
const THEMES = ['system', 'light', 'dark'] as const;

/** Language, theme, notifications, the backup script, folders, versions, licences. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const error = useSettings((state) => state.error);
  return (
    <Screen title={t('settings.title')}>
      <div className={styles.page}>
        {error ? (
          <Card flush tone="danger">
            <ErrorBlock error={error} />
          </Card>
        ) : null}
        <Appearance />
        <BackupScript />
        <About />
      </div>
    </Screen>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const settings = useSettings((state) => state.settings);
  const change = useSettings((state) => state.change);
  return (
    <Card title={t('settings.appearance')}>
      <Facts
        rows={[
          [
            t('settings.language'),
            <SegmentedControl
              key="language"
              aria-label={t('settings.language')}
              value={settings.language}
              onChange={(value) =>
                void change({ language: CHOICES.find((known) => known === value) ?? 'system' })
              }
              data={CHOICES.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
            />,
          ],
          [
            t('settings.theme'),
            <SegmentedControl
              key="theme"
              aria-label={t('settings.theme')}
              value={settings.theme}
              onChange={(value) =>
                void change({ theme: THEMES.find((known) => known === value) ?? 'system' })
              }
              data={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
            />,
          ],
          [
            t('settings.notifications'),
            <Switch
              key="notifications"
              label={t('settings.notificationsText')}
              checked={settings.notifications}
              onChange={(event) => void change({ notifications: event.currentTarget.checked })}
            />,
          ],
        ]}
      />
    </Card>
  );
}

function BackupScript() {
  const { t } = useTranslation();
  const { client } = useConsole();
  const settings = useSettings((state) => state.settings);
  const change = useSettings((state) => state.change);
  const [command, setCommand] = useState(settings.backupCommand);
  const [folder, setFolder] = useState(settings.backupFolder);
  useEffect(() => {
    setCommand(settings.backupCommand);
    setFolder(settings.backupFolder);
  }, [settings.backupCommand, settings.backupFolder]);
  const changed = command !== settings.backupCommand || folder !== settings.backupFolder;
  return (
    <Card title={t('settings.backup')}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void change({ backupCommand: command, backupFolder: folder });
        }}
      >
        <TextInput
          label={t('settings.backupCommand')}
          description={t('settings.backupCommandText')}
          placeholder="./02_backup_before_destroy.sh tukiprod us-central1"
          classNames={{ input: 'mono' }}
          value={command}
          onChange={(event) => setCommand(event.currentTarget.value)}
        />
        <div className={styles.folder}>
          <TextInput
            label={t('settings.backupFolder')}
            classNames={{ input: 'mono' }}
            value={folder}
            onChange={(event) => setFolder(event.currentTarget.value)}
          />
          <Button
            onClick={() =>
              void client.call.archive.chooseFolder({}).then(
                ({ path }) => path && setFolder(path),
                () => undefined,
              )
            }
          >
            {t('settings.chooseFolder')}
          </Button>
        </div>
        <div>
          <Button type="submit" variant="filled" disabled={!changed}>
            {changed ? t('settings.save') : t('settings.saved')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function About() {
  const { t } = useTranslation();
  const { client } = useConsole();
  const info = useSettings((state) => state.info);
  if (!info) return null;
  const folder = (which: 'data' | 'logs', path: string) => (
    <span key={which} className={styles.path}>
      <Copyable value={path} />
      <Button onClick={() => void client.call.app.openFolder({ which }).catch(() => undefined)}>
        {t('settings.openFolder')}
      </Button>
    </span>
  );
  return (
    <>
      <Card title={t('settings.folders')}>
        <Facts
          rows={[
            [t('settings.dataFolder'), folder('data', info.dataFolder)],
            [t('settings.logFolder'), folder('logs', info.logFolder)],
          ]}
        />
      </Card>
      <Card title={t('settings.versions')}>
        <Facts
          rows={[
            [t('settings.version'), <Copyable key="v" value={info.version} />],
            ['Electron', <Copyable key="e" value={info.electron} />],
            ['Chromium', <Copyable key="c" value={info.chrome} />],
            ['Node', <Copyable key="n" value={info.node} />],
            [t('settings.platform'), `${info.platform} · ${info.systemLocale}`],
          ]}
        />
      </Card>
      <Card title={t('settings.licences')}>
        <p className="muted">{t('settings.licencesText')}</p>
      </Card>
    </>
  );
}
