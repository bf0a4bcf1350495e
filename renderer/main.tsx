import '../shared/zod-without-eval';
import '@mantine/core/styles.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/mantine-fit.css';
import { createRoot } from 'react-dom/client';
import { languageOfLocale } from '../shared/language';
import { App } from './app';
import { windowClient } from './bridge/client';
import { startTranslations } from './locales/i18n';
import { createStores } from './stores';

const client = windowClient();
const stores = createStores(client, () => crypto.randomUUID());
// At once, not in an effect: an archive given at launch is announced as soon as the page has loaded.
stores.restore.getState().listen();
stores.runs.getState().listen();
stores.jobs.getState().listen();
stores.terminal.getState().listen();

startTranslations(languageOfLocale(navigator.language));
const root = document.getElementById('root');
if (root) createRoot(root).render(<App parts={{ client, stores }} />);
