import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { StoreApi } from 'zustand/vanilla';
import { createClient } from '../../renderer/bridge/client';
import { ConsoleContext } from '../../renderer/console-context';
import { startTranslations } from '../../renderer/locales/i18n';
import { createStores, type Stores } from '../../renderer/stores';
import { createContractDouble, type PartialHandlers } from './contract-double';

/** The window's stores over a double of main, and a part of the window drawn once as it stands with them. */
export function windowParts(handlers: PartialHandlers = {}): {
  readonly stores: Stores;
  readonly draw: (part: ReactNode) => string;
} {
  const client = createClient(createContractDouble(handlers).bridge);
  const stores = createStores(client, () => 'id');
  startTranslations('en');
  // Markup is drawn from a store's first state; what is asked for here is how it stands.
  for (const store of Object.values<Pick<StoreApi<unknown>, 'getState' | 'getInitialState'>>(stores)) {
    store.getInitialState = store.getState;
  }
  return {
    stores,
    draw: (part) =>
      renderToStaticMarkup(
        <MantineProvider>
          <ConsoleContext.Provider value={{ client, stores }}>{part}</ConsoleContext.Provider>
        </MantineProvider>,
      ),
  };
}
