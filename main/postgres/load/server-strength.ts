import type { Dump } from '../../../shared/manifest';
import type { ServerContext } from '../server-context';

const MOST_JOBS = 4;
const SMALLEST_MEGABYTES = 64;
const LARGEST_MEGABYTES = 1024;
/** Share of the memory that all index builds together may take beside the live database. */
const MEMORY_SHARE = 1 / 8;

const SCRIPT = `nproc 2>/dev/null || echo 1
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null)
echo "\${limit:-max}"
awk '/^MemTotal:/ { print $2 * 1024 }' /proc/meminfo
psql --version`;

/** How much the database container may be asked for. */
export interface ServerStrength {
  /** Parallel jobs of pg_restore: CPUs the container sees, at most 4. */
  readonly jobs: number;
  /** maintenance_work_mem of each. */
  readonly maintenanceMegabytes: number;
  readonly serverMajor: number;
  /** pg_restore's own SETs would be unknown to the server. */
  readonly clientIsNewer: boolean;
}

/** Asks inside the database container. What cannot be read counts as little. */
export async function serverStrength(context: ServerContext): Promise<ServerStrength> {
  const { docker, container } = context;
  const [result, version] = await Promise.all([
    docker.exec(container.id, ['sh', '-c', SCRIPT], { timeoutMs: 30_000 }),
    context.serverVersion(),
  ]);
  const [cpus, limit, total, client] = result.stdout.trim().split('\n');
  return strengthOf({
    cpus: Number(cpus),
    memoryLimit: Number(limit),
    memoryTotal: Number(total),
    clientMajor: Number(/\d+/.exec(client ?? '')?.[0] ?? Number.NaN),
    serverMajor: Math.floor(version / 10_000),
  });
}

/** Pure part: figures that are not numbers (`max`, nothing) are unknown. */
export function strengthOf(found: {
  readonly cpus: number;
  readonly memoryLimit: number;
  readonly memoryTotal: number;
  readonly clientMajor: number;
  readonly serverMajor: number;
}): ServerStrength {
  const jobs = Math.min(MOST_JOBS, Math.max(1, Math.floor(found.cpus) || 1));
  const known = [found.memoryLimit, found.memoryTotal].filter((bytes) => bytes > 0);
  const megabytes = known.length > 0 ? Math.min(...known) / 1_048_576 : 0;
  const each = Math.floor((megabytes * MEMORY_SHARE) / jobs);
  return {
    jobs,
    maintenanceMegabytes: Math.min(LARGEST_MEGABYTES, Math.max(SMALLEST_MEGABYTES, each)),
    serverMajor: found.serverMajor,
    clientIsNewer: found.clientMajor > found.serverMajor,
  };
}

/** Sessions a dump is loaded by: what pg_dump wrote as an archive can be shared out, a stream of statements is one session's. */
export function loadJobs(strength: ServerStrength, format: Dump['format']): number {
  return format === 'custom' || format === 'directory' ? strength.jobs : 1;
}

/**
 * How loading sessions build indexes. Several of them take the CPUs already, so each builds alone; a single one is left
 * the server's own parallel builds, without which a plain dump would leave all CPUs but one idle.
 */
export function loadSettings(
  strength: ServerStrength,
  format: Dump['format'],
): Readonly<Record<string, string>> {
  return {
    synchronous_commit: 'off',
    maintenance_work_mem: `${strength.maintenanceMegabytes}MB`,
    ...(loadJobs(strength, format) > 1 ? builderSettings(strength) : {}),
    // The session that streams a plain dump has nothing to do while others make its indexes. A server before 14
    // does not know the setting and lets nobody in who asks for it.
    ...(strength.serverMajor >= 14 ? { idle_session_timeout: '0' } : {}),
  };
}

/** Of a session that builds indexes beside others; the setting is unknown before 11. */
export function builderSettings(strength: ServerStrength): Readonly<Record<string, string>> {
  return strength.serverMajor >= 11 ? { max_parallel_maintenance_workers: '0' } : {};
}
