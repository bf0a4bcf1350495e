import { createStore, type StoreApi } from 'zustand/vanilla';

export type ScreenName = 'restore' | 'jobs' | 'targets' | 'terminal' | 'settings';

export interface NavigationState {
  readonly screen: ScreenName;
  /** The job whose detail is shown in Jobs. */
  readonly jobId: string | null;
  /** The target shown in Targets; `''` is a new one. */
  readonly target: string | null;
  show(screen: ScreenName): void;
  showJob(jobId: string | null): void;
  showTarget(name: string | null): void;
}

/** Where the window is. */
export function createNavigationStore(): StoreApi<NavigationState> {
  return createStore<NavigationState>()((set) => ({
    screen: 'restore',
    jobId: null,
    target: null,
    show: (screen) => set({ screen }),
    showJob: (jobId) => set({ screen: 'jobs', jobId }),
    showTarget: (target) => set({ screen: 'targets', target }),
  }));
}
