import { type Hop, type Profile, profileSchema } from '../../shared/profile';
import tuki from './presets/tuki.json';

/** Applications whose containers and names are known beforehand: data to start a profile from, never a rule in code. */
const PRESETS: Readonly<Record<string, object>> = { tuki };

/** Names of the presets there are. */
export function presetNames(): readonly string[] {
  return Object.keys(PRESETS);
}

/** A profile of a known application on a host, or null when there is no such preset. */
export function profileFromPreset(preset: string, name: string, host: Hop): Profile | null {
  const values = Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  return values ? profileSchema.parse({ version: 1, name, host, ...values }) : null;
}
