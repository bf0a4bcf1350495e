import { type Profile, profileSchema } from '../../shared/profile';
import tuki from './presets/tuki.json';

/** Applications whose containers and names are known beforehand: data to start from, never a rule in code. */
const PRESETS: readonly object[] = [tuki];

/**
 * A proposal completed from the preset of a known application: one whose database and services are all there by
 * name. What discovery found wins; the preset gives the environment and fills what stayed unknown.
 */
export function applyPreset(proposal: Profile, containerNames: readonly string[]): Profile {
  const { name, host } = proposal;
  const known = PRESETS.map((values) => profileSchema.parse({ version: 1, name, host, ...values }));
  const preset = known.find((each) => namesIn(each).every((wanted) => containerNames.includes(wanted)));
  if (!preset) return proposal;
  const { database } = proposal;
  return {
    ...proposal,
    environment: preset.environment,
    database: {
      ...database,
      name: database.name === 'unknown' ? preset.database.name : database.name,
      applicationRole:
        database.applicationRole === 'unknown' ? preset.database.applicationRole : database.applicationRole,
    },
    services: proposal.services.length > 0 ? proposal.services : preset.services,
    media: proposal.media ?? preset.media,
  };
}

function namesIn(profile: Profile): readonly string[] {
  const refs = [profile.database.container, ...profile.services.map(({ ref }) => ref)];
  return refs.flatMap((ref) => (ref.by === 'name' ? [ref.name] : []));
}
