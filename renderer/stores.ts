import { useStore } from 'zustand';
import type { ConsoleClient } from './bridge/client';
import { useConsole } from './console-context';
import { createNavigationStore } from './features/frame/navigation-store';
import { createJobsStore } from './features/jobs/jobs-store';
import { createRestoreStore } from './features/restore/restore-store';
import { createRunsStore } from './features/run/runs-store';
import { createSettingsStore } from './features/settings/settings-store';
import { createTargetsStore } from './features/targets/targets-store';
import { createTerminalStore } from './features/terminal/terminal-store';

/** All state of the window, made once over the client. */
export function createStores(client: ConsoleClient, newId: () => string) {
  return {
    navigation: createNavigationStore(),
    settings: createSettingsStore(client),
    targets: createTargetsStore(client),
    restore: createRestoreStore(client, newId),
    runs: createRunsStore(client),
    jobs: createJobsStore(client),
    terminal: createTerminalStore(client),
  };
}

export type Stores = ReturnType<typeof createStores>;
type StateOf<K extends keyof Stores> = ReturnType<Stores[K]['getState']>;

export function useNavigation<T>(select: (state: StateOf<'navigation'>) => T): T {
  return useStore(useConsole().stores.navigation, select);
}

export function useSettings<T>(select: (state: StateOf<'settings'>) => T): T {
  return useStore(useConsole().stores.settings, select);
}

export function useTargets<T>(select: (state: StateOf<'targets'>) => T): T {
  return useStore(useConsole().stores.targets, select);
}

export function useRestore<T>(select: (state: StateOf<'restore'>) => T): T {
  return useStore(useConsole().stores.restore, select);
}

export function useRuns<T>(select: (state: StateOf<'runs'>) => T): T {
  return useStore(useConsole().stores.runs, select);
}

export function useJobs<T>(select: (state: StateOf<'jobs'>) => T): T {
  return useStore(useConsole().stores.jobs, select);
}

export function useTerminals<T>(select: (state: StateOf<'terminal'>) => T): T {
  return useStore(useConsole().stores.terminal, select);
}
