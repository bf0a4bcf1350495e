import '../../../shared/zod-without-eval';
import { BRIDGE_KEY } from '../../../shared/ipc/bridge';
import { type ContractDouble, createContractDouble } from '../../support/contract-double';
import { type Scene, worldHandlers } from './world/handlers';

/*
 * Runs in the page before the window's own script, in the place of the preload script. A test reads what was
 * asked, and sends events, through `mockedMain`.
 */

function sceneOf(search: string): Scene {
  const asked = new URLSearchParams(search);
  const theme = asked.get('theme');
  const language = asked.get('language');
  return {
    flags: new Set((asked.get('scene') ?? '').split(',')),
    theme: theme === 'dark' || theme === 'light' ? theme : 'system',
    language: language === 'es' || language === 'en' ? language : 'system',
  };
}

const double: ContractDouble = createContractDouble(
  worldHandlers(sceneOf(location.search), () => double),
  (file) => (file instanceof File ? `/home/sebastian/${file.name}` : ''),
);
Reflect.set(globalThis, BRIDGE_KEY, double.bridge);
Reflect.set(globalThis, 'mockedMain', double);
