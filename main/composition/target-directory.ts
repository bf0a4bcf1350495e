import type { AppError } from '../../shared/errors/app-error';
import type { Hop, HostKey, Profile } from '../../shared/profile';
import type {
  Checklist,
  DiscoveryOutcome,
  HopSecret,
  ReachOutcome,
  TargetSummary,
} from '../../shared/target-checks';
import { createConnector } from '../remote/connector';
import { givenSecrets } from '../remote/secret-source';
import type { JobStore } from '../restore/job-store';
import type { Connector } from '../restore/ports/host';
import type { TargetSessions } from '../restore/target-session';
import { discoverTarget } from '../targets/discover';
import { type NeededSecret, neededSecrets } from '../targets/needed-secrets';
import { readProfileFile } from '../targets/parse-profile';
import type { ProfileStore } from '../targets/profile-store';
import { reachTarget } from '../targets/reach';
import type { SecretStore } from '../targets/secret-store';
import { checkTarget } from '../targets/target-check';
import { trustHostKey } from '../targets/trust';

/** What is done with targets, for window and command line alike. */
export interface TargetDirectory {
  get(name: string): Profile;
  /** All targets, and the errors of profile files that cannot be read: they are shown, never passed over. */
  list(): Promise<{ readonly targets: readonly TargetSummary[]; readonly broken: readonly AppError[] }>;
  /** Adds a profile, or replaces the one of that name; its secrets go with it to a new name. */
  save(profile: Profile, replaces: string | null): Promise<TargetSummary>;
  addFile(path: string): Promise<TargetSummary>;
  remove(name: string): Promise<void>;
  reach(name: string): Promise<ReachOutcome>;
  test(name: string): Promise<Checklist>;
  discover(request: DiscoverRequest): Promise<DiscoveryOutcome>;
  trust(name: string, hop: number, fingerprint: string): Promise<HostKey>;
  neededSecrets(name: string): readonly NeededSecret[];
  setSecret(name: string, secret: HopSecret, remember: boolean): Promise<'keychain' | 'session'>;
  findSecret(name: string, hop: number, kind: HopSecret['kind']): Promise<string | null>;
  forgetSecrets(name: string): Promise<void>;
}

export interface DiscoverRequest {
  readonly hop: Hop;
  readonly jumpHosts: readonly Hop[];
  readonly dockerHost: string | null;
  readonly secrets: readonly HopSecret[];
}

export interface TargetDirectoryParts {
  readonly profiles: ProfileStore;
  readonly secrets: SecretStore;
  readonly connector: Connector;
  readonly sessions: TargetSessions;
  readonly jobs: JobStore;
}

/** Wires profiles, secrets, connections and history into what a list or an editor of targets needs. */
export function createTargetDirectory(parts: TargetDirectoryParts): TargetDirectory {
  const { profiles, secrets, connector, jobs } = parts;
  const summary = async (profile: Profile): Promise<TargetSummary> => {
    const [last] = jobs.list({ status: null, target: profile.name, search: '', limit: 1 }).jobs;
    return {
      profile,
      secrets: await secrets.where(profile),
      lastRestoreAt: last?.completed_at ?? last?.started_at ?? null,
      lastRestoreStatus: last?.status ?? null,
    };
  };
  const save = async (profile: Profile, replaces: string | null): Promise<TargetSummary> => {
    const saved = replaces === null ? profiles.add(profile) : profiles.replace(replaces, profile);
    if (replaces !== null && replaces !== saved.name) await secrets.move(replaces, saved.name);
    return summary(saved);
  };
  return {
    get: (name) => profiles.get(name),
    async list() {
      const { profiles: known, broken } = profiles.list();
      return { targets: await Promise.all(known.map(summary)), broken };
    },
    save,
    addFile: async (path) => save(readProfileFile(path), null),
    async remove(name) {
      profiles.remove(name);
      await secrets.forget(name);
    },
    reach: async (name) => reachTarget(connector, profiles.get(name)),
    test: async (name) => checkTarget(parts.sessions, profiles.get(name)),
    discover: (request) =>
      discoverTarget(createConnector({ secrets: givenSecrets(request.secrets) }), request),
    trust: async (name, hop, fingerprint) =>
      (await trustHostKey({ connector, profiles }, { name, hop, fingerprint })).hostKey,
    neededSecrets: (name) => neededSecrets(profiles.get(name)),
    async setSecret(name, secret, remember) {
      if (remember) return (await secrets.remember(name, secret)).kept;
      secrets.keepForSession(name, secret);
      return 'session';
    },
    findSecret: (name, hop, kind) => secrets.find(name, hop, kind),
    forgetSecrets: (name) => secrets.forget(name),
  };
}
