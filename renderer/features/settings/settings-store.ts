import type { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { contract } from '../../../shared/ipc/contract';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings';
import type { ConsoleClient } from '../../bridge/client';

export type AppInfo = z.output<(typeof contract)['app']['info']['output']>;

export interface SettingsState {
  readonly settings: Settings;
  readonly info: AppInfo | null;
  readonly error: AppError | null;
  load(): Promise<void>;
  change(patch: Partial<Settings>): Promise<void>;
}

/** Settings as main keeps them: a change is shown at once and taken back when it could not be kept. */
export function createSettingsStore(client: ConsoleClient): StoreApi<SettingsState> {
  return createStore<SettingsState>()((set, get) => ({
    settings: DEFAULT_SETTINGS,
    info: null,
    error: null,
    load: async () => {
      try {
        const [settings, info] = await Promise.all([client.call.settings.get({}), client.call.app.info({})]);
        set({ settings, info, error: null });
      } catch (thrown) {
        set({ error: toAppError(thrown) });
      }
    },
    change: async (patch) => {
      const before = get().settings;
      set({ settings: { ...before, ...patch }, error: null });
      try {
        set({ settings: await client.call.settings.set({ ...before, ...patch }) });
      } catch (thrown) {
        set({ settings: before, error: toAppError(thrown) });
      }
    },
  }));
}
