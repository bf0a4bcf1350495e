import type { Docker } from '../restore/ports/docker';
import type { DockerClient } from './docker-client';
import { helperArguments, ONE_SHOT_LABEL } from './one-shot';

/**
 * Docker's words for a container it takes for stopped while containerd has its processes alive: an engine that was
 * killed between containerd's start and its own note of it. Engine 20.10, seen: neither `docker kill`, which says that
 * it does not run, nor a restart of the engine or of containerd ends them. With `task …: already
 * exists` only the shim that held them is left.
 */
const SAID = /id already in use|task \S+: already exists/;

export function saysProcessesLost(stderr: string): boolean {
  return SAID.test(stderr);
}

/**
 * `$1` is a whole container id, which every cgroup path of a container's processes holds, under version 1 and 2, and
 * which its shim is started with.
 */
const SCRIPT = `case $1 in *[!0-9a-f]*) exit 64 ;; esac
[ "\${#1}" -eq 64 ] || exit 64
n=0
for file in /proc/[0-9]*/cgroup; do
  groups=$(cat "$file" 2>/dev/null) || continue
  case $groups in
    *"$1"*)
      pid=\${file#/proc/}
      kill -9 "\${pid%/cgroup}" 2>/dev/null && n=$((n + 1))
      ;;
  esac
done
for file in /proc/[0-9]*/cmdline; do
  words=$(tr '\\0' ' ' <"$file" 2>/dev/null) || continue
  case $words in
    *containerd-shim*" -id $1 "*)
      pid=\${file#/proc/}
      kill -9 "\${pid%/cmdline}" 2>/dev/null && n=$((n + 1))
      ;;
  esac
done
echo "RC-ENDED $n"`;

/** Arguments, docker prefix excluded, of a container that sees the host's processes; the lost container's id comes last. */
function argumentsFor(
  image: string,
  labels: Readonly<Record<string, string>>,
  more: readonly string[],
): string[] {
  return [
    // The shim is under no profile, and Docker's own lets a container signal its like alone.
    ...['run', '--rm', '--pid', 'host', '--userns', 'host', '--security-opt', 'apparmor=unconfined', ...more],
    ...helperArguments({ network: 'none', mounts: [], labels: { ...labels, [ONE_SHOT_LABEL]: 'yes' } }),
    ...[image, '-c', SCRIPT, 'sh'],
  ];
}

/** The same for a script on the host: an argv to which the container's id is appended. */
export function lostProcessesArgv(
  client: DockerClient,
  place: Parameters<Docker['lostProcessesArgv']>[0],
): readonly string[] {
  const labels = { 'restore-console.job': place.jobId, 'restore-console.step': 'lost-processes' };
  const name = ['--name', `rc-${place.short}-lost-processes`];
  return [...client.prefix, ...argumentsFor(place.helperImage, labels, name)];
}

/** Kills what lives of a container that docker takes for stopped. True when there was something. */
export async function endLostProcesses(
  client: DockerClient,
  container: { readonly id: string; readonly imageId: string },
): Promise<boolean> {
  const result = await client.call([...argumentsFor(container.imageId, {}, []), container.id]);
  return result.exitCode === 0 && /^RC-ENDED [1-9]/m.test(result.stdout);
}
