import { RestoreConsoleError } from '../../shared/errors/app-error';
import type { ProcessSample } from '../restore/ports/docker';
import { execInContainer } from './container-exec';
import type { DockerClient } from './docker-client';

const TIMEOUT_MS = 20_000;
const GONE: ReadonlySet<string> = new Set(['container-missing', 'container-not-running']);

/* Arguments: process numbers; without any, all there are. What ends meanwhile is passed over. */
const SCRIPT = `[ $# -gt 0 ] || set -- /proc/[0-9]*
for each do
  each=\${each#/proc/}
  stat=$(cat "/proc/$each/stat") || continue
  echo "RC-PROCESS $stat"
  grep -E '^[rw]char' "/proc/$each/io"
done 2>/dev/null
exit 0`;

/** See {@link Docker.processes}. */
export async function readProcesses(
  client: DockerClient,
  container: string,
  pids: readonly number[] = [],
): Promise<readonly ProcessSample[]> {
  try {
    const argv = ['sh', '-c', SCRIPT, 'sh', ...pids.map(String)];
    return parseProcesses((await execInContainer(client, container, argv, { timeoutMs: TIMEOUT_MS })).stdout);
  } catch (thrown) {
    if (thrown instanceof RestoreConsoleError && GONE.has(thrown.error.code)) return [];
    throw thrown;
  }
}

/** Reads /proc/<pid>/stat (proc(5): fields 14, 15 CPU, 22 start) and the byte counts of /proc/<pid>/io behind it. */
export function parseProcesses(text: string): readonly ProcessSample[] {
  return text.split(/^RC-PROCESS /m).flatMap((block) => {
    // The name may hold spaces and parentheses: the last one closes it.
    const match = /^(\d+) \(([\s\S]*)\) \S (.*)/.exec(block);
    const [, pid, name, rest] = match ?? [];
    if (pid === undefined || name === undefined || rest === undefined) return [];
    const fields = rest.split(' ');
    const bytes = [...block.matchAll(/^[rw]char: (\d+)$/gm)].reduce((sum, each) => sum + Number(each[1]), 0);
    return [
      { id: `${pid}@${fields[18] ?? ''}`, name, ticks: Number(fields[10]) + Number(fields[11]), bytes },
    ];
  });
}
