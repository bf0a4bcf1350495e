import type { Profile } from '../../../shared/profile';
import type { RestoreOptions } from '../../../shared/restore/plan';

/**
 * The options with the safety backup decided: what the operator said, else the target's own setting. A restore in
 * place cannot be without one, so nothing said is never taken for no.
 */
export function withSafetyBackup(
  options: RestoreOptions,
  said: boolean | null,
  profile: Pick<Profile, 'safetyBackup'>,
): RestoreOptions {
  const unsaid = options.strategy === 'in-place' || profile.safetyBackup;
  return { ...options, safetyBackup: said ?? unsaid };
}
