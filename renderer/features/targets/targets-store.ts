import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, toAppError } from '../../../shared/errors/app-error';
import type { Profile } from '../../../shared/profile';
import type { PruneList, PruneReport } from '../../../shared/restore/prune';
import type {
  Checklist,
  DiscoveryOutcome,
  HopSecret,
  ReachOutcome,
  ShownHostKey,
  TargetSummary,
} from '../../../shared/target-checks';
import type { ConsoleClient } from '../../bridge/client';

/** What is known of a target's reachability: asked now, or answered at a time. */
export type Reach =
  | { readonly kind: 'checking' }
  | { readonly kind: 'answered'; readonly outcome: ReachOutcome; readonly at: string };

/** Something that is asked of a target: on its way, there, or failed. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface TargetsState {
  readonly targets: readonly TargetSummary[];
  /** Profile files that cannot be read; they stay as they are. */
  readonly broken: readonly AppError[];
  readonly loaded: boolean;
  readonly error: AppError | null;
  readonly reach: Readonly<Record<string, Reach>>;
  readonly checklists: Readonly<Record<string, Loaded<Checklist>>>;
  readonly holdings: Readonly<Record<string, Loaded<PruneList>>>;
  /** What the last prune did, by target. */
  readonly pruned: Readonly<Record<string, Loaded<PruneReport>>>;
  load(): Promise<void>;
  checkReach(name: string): Promise<void>;
  checkAll(): Promise<void>;
  test(name: string): Promise<void>;
  loadHoldings(name: string): Promise<void>;
  /** Removes what is named; what was refused as a whole is thrown. Looks again afterwards. */
  prune(name: string, confirm: string, items: readonly string[]): Promise<void>;
  trust(name: string, offered: ShownHostKey): Promise<void>;
  save(profile: Profile, replaces: string | null): Promise<TargetSummary>;
  remove(name: string): Promise<void>;
  setSecret(name: string, secret: HopSecret, remember: boolean): Promise<'keychain' | 'session'>;
  forgetSecrets(name: string): Promise<void>;
  discover(profile: Profile, secrets: readonly HopSecret[]): Promise<DiscoveryOutcome>;
}

/** Targets as main keeps them, and what was asked of each. */
export function createTargetsStore(client: ConsoleClient): StoreApi<TargetsState> {
  const calls = client.call.targets;
  return createStore<TargetsState>()((set, get) => ({
    targets: [],
    broken: [],
    loaded: false,
    error: null,
    reach: {},
    checklists: {},
    holdings: {},
    pruned: {},
    load: async () => {
      try {
        const { targets, broken } = await calls.list({});
        set({ targets, broken, loaded: true, error: null });
      } catch (thrown) {
        set({ loaded: true, error: toAppError(thrown) });
      }
    },
    checkReach: async (name) => {
      set(({ reach }) => ({ reach: { ...reach, [name]: { kind: 'checking' } } }));
      const outcome = await calls
        .reach({ name })
        .catch((thrown): ReachOutcome => ({ kind: 'failed', error: toAppError(thrown) }));
      const answer: Reach = { kind: 'answered', outcome, at: new Date().toISOString() };
      set(({ reach }) => ({ reach: { ...reach, [name]: answer } }));
    },
    checkAll: async () => {
      await Promise.all(get().targets.map(({ profile }) => get().checkReach(profile.name)));
    },
    test: async (name) => {
      set(({ checklists }) => ({ checklists: { ...checklists, [name]: { kind: 'loading' } } }));
      const result = await settled(calls.test({ name }));
      set(({ checklists }) => ({ checklists: { ...checklists, [name]: result } }));
    },
    loadHoldings: async (name) => {
      set(({ holdings }) => ({ holdings: { ...holdings, [name]: { kind: 'loading' } } }));
      const result = await settled(calls.holdings({ name }));
      set(({ holdings }) => ({ holdings: { ...holdings, [name]: result } }));
    },
    prune: async (name, confirm, items) => {
      const value = await calls.prune({ name, confirm, items: [...items] });
      set(({ pruned }) => ({ pruned: { ...pruned, [name]: { kind: 'ready', value } } }));
      await get().loadHoldings(name);
    },
    trust: async (name, offered) => {
      await calls.trust({ name, hop: offered.hop, fingerprint: offered.sha256 });
      await get().load();
      await get().checkReach(name);
    },
    save: async (profile, replaces) => {
      const summary = await calls.save({ profile, replaces });
      await get().load();
      return summary;
    },
    remove: async (name) => {
      await calls.remove({ name });
      await get().load();
    },
    setSecret: async (name, secret, remember) => {
      const { kept } = await calls.setSecret({ name, secret, remember });
      await get().load();
      return kept;
    },
    forgetSecrets: async (name) => {
      await calls.forgetSecrets({ name });
      await get().load();
    },
    discover: (profile, secrets) =>
      calls.discover({
        hop: profile.host,
        jumpHosts: profile.jumpHosts,
        dockerHost: profile.docker.dockerHost ?? null,
        secrets: [...secrets],
      }),
  }));
}

function settled<T>(promise: Promise<T>): Promise<Loaded<T>> {
  return promise.then(
    (value): Loaded<T> => ({ kind: 'ready', value }),
    (thrown): Loaded<T> => ({ kind: 'failed', error: toAppError(thrown) }),
  );
}
