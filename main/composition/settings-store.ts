import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../../shared/settings';
import { writeAtomically } from '../targets/write-atomically';

/** What the operator chose, in `settings.json` of the state folder. A file that cannot be read is put aside, not overwritten. */
export class SettingsStore {
  constructor(private readonly stateFolder: string) {}

  get(): Settings {
    const text = readText(this.#file());
    if (text === null) return DEFAULT_SETTINGS;
    const parsed = settingsSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    renameSync(this.#file(), `${this.#file()}.unreadable`);
    return DEFAULT_SETTINGS;
  }

  set(settings: Settings): Settings {
    mkdirSync(this.stateFolder, { recursive: true, mode: 0o700 });
    writeAtomically(this.#file(), `${JSON.stringify(settings, null, 2)}\n`, false);
    return settings;
  }

  #file(): string {
    return path.join(this.stateFolder, 'settings.json');
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw thrown;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
