import { mkdirSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type AppError, fail, toAppError } from '../../shared/errors/app-error';
import type { Hop, HostKey, Profile } from '../../shared/profile';
import { withFolderLock } from './folder-lock';
import { checkProfile, parseProfile } from './parse-profile';
import { writeAtomically } from './write-atomically';

/**
 * Target profiles, one JSON file each in one folder. Names differ by more than case, as file systems of macOS and
 * Windows do not tell case apart. Synchronous: the files are small, and a change is a whole one or none.
 */
export interface ProfileStore {
  /** All that can be read, by name. Files that cannot are reported, and stay as they are. */
  list(): { readonly profiles: readonly Profile[]; readonly broken: readonly AppError[] };
  /** Throws `target-not-found` with the names there are, `profile-invalid`. */
  get(name: string): Profile;
  /** Throws `target-exists`, `profile-invalid`. */
  add(profile: Profile): Profile;
  /** Saves an edited profile; `replaces` is the name it had. Throws `target-not-found`, `target-exists`. */
  replace(replaces: string, profile: Profile): Profile;
  /** Throws `target-not-found`. A broken profile can be removed too. */
  remove(name: string): void;
  /** Pins the key of one hop (-1 the target itself, 0… the jump hosts). */
  pin(name: string, hop: number, hostKey: HostKey): Profile;
}

/** The store in a folder, which is made when something is saved. */
export function createProfileStore(folder: string): ProfileStore {
  return new ProfileFolder(folder);
}

class ProfileFolder implements ProfileStore {
  constructor(private readonly folder: string) {}

  list(): { readonly profiles: readonly Profile[]; readonly broken: readonly AppError[] } {
    const profiles: Profile[] = [];
    const broken: AppError[] = [];
    for (const file of this.#files()) {
      try {
        profiles.push(this.#read(file));
      } catch (thrown) {
        broken.push(toAppError(thrown));
      }
    }
    profiles.sort((left, right) => left.name.localeCompare(right.name));
    return { profiles, broken };
  }

  get(name: string): Profile {
    const file = fileName(name);
    if (!this.#files().includes(file)) throw this.#notFound(name);
    const profile = this.#read(file);
    if (profile.name !== name) throw this.#notFound(name);
    return profile;
  }

  add(profile: Profile): Profile {
    const checked = checkProfile(profile, 'profile');
    return this.#change(() => this.#create(checked));
  }

  replace(replaces: string, profile: Profile): Profile {
    const checked = checkProfile(profile, 'profile');
    return this.#change(() => {
      this.get(replaces);
      if (fileName(replaces) === fileName(checked.name)) return this.#write(checked);
      const created = this.#create(checked);
      unlinkSync(join(this.folder, fileName(replaces)));
      return created;
    });
  }

  remove(name: string): void {
    this.#change(() => {
      if (!this.#files().includes(fileName(name))) throw this.#notFound(name);
      unlinkSync(join(this.folder, fileName(name)));
    });
  }

  pin(name: string, hop: number, hostKey: HostKey): Profile {
    return this.#change(() => this.#write(withHostKey(this.get(name), hop, hostKey)));
  }

  #create(profile: Profile): Profile {
    const created = writeAtomically(join(this.folder, fileName(profile.name)), textOf(profile), true);
    if (!created) throw fail('target-exists', { name: profile.name });
    return profile;
  }

  #write(profile: Profile): Profile {
    writeAtomically(join(this.folder, fileName(profile.name)), textOf(profile), false);
    return profile;
  }

  #read(file: string): Profile {
    const path = join(this.folder, file);
    return parseProfile(readFileSync(path, 'utf8'), path);
  }

  #change<Value>(change: () => Value): Value {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    return withFolderLock(this.folder, change);
  }

  #files(): readonly string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith('.json'));
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
      throw thrown;
    }
  }

  #notFound(name: string): Error {
    const names = this.list().profiles.map((profile) => profile.name);
    return fail('target-not-found', { name, names: names.join(', ') });
  }
}

/** A profile with another key pinned for one hop; the hop must be there (`invalid-request`). */
function withHostKey(profile: Profile, hop: number, hostKey: HostKey): Profile {
  if (hop === -1) return { ...profile, host: { ...profile.host, hostKey } };
  if (!profile.jumpHosts[hop]) {
    throw fail('invalid-request', { message: `target ${profile.name} has no jump host ${hop + 1}` });
  }
  const jumpHosts = profile.jumpHosts.map(
    (jump, index): Hop => (index === hop ? { ...jump, hostKey } : jump),
  );
  return { ...profile, jumpHosts };
}

function fileName(name: string): string {
  return `${encodeURIComponent(name.normalize('NFC').toLowerCase())}.json`;
}

function textOf(profile: Profile): string {
  return `${JSON.stringify(profile, null, 2)}\n`;
}
