import { useTargets } from '../../stores';
import { EnvironmentBand } from '../../ui/environment';

/** The band of a target, across the top of a screen that can change it; none while no target is meant. */
export function TargetBand({ name }: { name: string | null }) {
  const profile = useTargets(
    (state) => state.targets.find((target) => target.profile.name === name)?.profile,
  );
  if (!profile) return null;
  const { environment, host } = profile;
  return (
    <EnvironmentBand environment={environment} target={profile.name} host={`${host.user}@${host.host}`} />
  );
}
