import { MantineProvider } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOfLocale } from '../shared/language';
import { ConsoleContext, type ConsoleParts } from './console-context';
import { AppFrame } from './features/frame/app-frame';
import { FaultBoundary } from './features/frame/fault-boundary';
import { useSettings } from './stores';
import { mantineTheme, mantineVariables } from './theme/mantine-theme';

/** The window: what it shows first is asked for once; theme and language follow the settings. */
export function App({ parts }: { parts: ConsoleParts }) {
  useEffect(() => {
    const { stores } = parts;
    void stores.settings.getState().load();
    void stores.targets.getState().load();
    void stores.jobs.getState().load();
  }, [parts]);
  return (
    <ConsoleContext.Provider value={parts}>
      <Themed />
    </ConsoleContext.Provider>
  );
}

function Themed() {
  const theme = useSettings((state) => state.settings.theme);
  const language = useSettings((state) => state.settings.language);
  const info = useSettings((state) => state.info);
  const { i18n } = useTranslation();
  const wanted =
    language === 'system' ? languageOfLocale(info?.systemLocale ?? navigator.language) : language;
  useEffect(() => {
    document.documentElement.lang = wanted;
    if (i18n.language !== wanted) void i18n.changeLanguage(wanted);
  }, [i18n, wanted]);
  return (
    <MantineProvider
      theme={mantineTheme}
      cssVariablesResolver={mantineVariables}
      defaultColorScheme="auto"
      {...(theme === 'system' ? {} : { forceColorScheme: theme })}
    >
      <FaultBoundary>
        <AppFrame />
      </FaultBoundary>
    </MantineProvider>
  );
}
