import { createContext, useContext } from 'react';
import type { ConsoleClient } from './bridge/client';
import type { Stores } from './stores';

/** What every part of the window may use: the client to main, and the stores built over it. */
export interface ConsoleParts {
  readonly client: ConsoleClient;
  readonly stores: Stores;
}

export const ConsoleContext = createContext<ConsoleParts | null>(null);

export function useConsole(): ConsoleParts {
  const parts = useContext(ConsoleContext);
  if (!parts) throw new Error('useConsole outside of ConsoleContext');
  return parts;
}
