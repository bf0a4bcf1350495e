import { readdir, readFile } from 'node:fs/promises';

/**
 * `pid starttime` of a living process (field 22 of /proc/PID/stat), or undefined when there is none.
 * The start time tells a process from a later one that got the same number.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`;
}

/** Pids of a container's processes: each of their cgroup paths holds its id, under version 1 and 2. */
export async function processesOfContainer(id: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const groups = pids.map((pid) => readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''));
  return (await Promise.all(groups)).flatMap((text, at) => (text.includes(id) ? [pids[at] ?? 0] : []));
}

/** Pids of living processes whose arguments name all of the words. */
export async function processesNaming(...words: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const args = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (args !== '' && words.every((word) => args.includes(word))) found.push(pid);
  }
  return found;
}
