import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createDockerHost } from '../../main/docker/docker-host';
import { createConnector } from '../../main/remote/connector';
import { quoteArgument } from '../../main/remote/shell-quote';
import type { SshRemoteHost } from '../../main/remote/ssh-remote-host';
import { createCutover } from '../../main/restore/cutover/create-cutover';
import { CUTOVER_LIMITS, type CutoverLimits } from '../../main/restore/cutover/parameters';
import { databaseNames, jobPlace } from '../../main/restore/names';
import type { Cutover, CutoverListener, CutoverSpec } from '../../main/restore/ports/cutover';
import type { Docker } from '../../main/restore/ports/docker';
import type { JobPlace } from '../../main/restore/ports/step';
import { profileSchema } from '../../shared/profile';
import type { TestHost } from '../target/test-host';

/** What a listener was told, in order. */
export interface Heard extends CutoverListener {
  readonly parts: string[];
  readonly downtime_: string[];
  readonly lines: string[];
}

export function newHeard(): Heard {
  const parts: string[] = [];
  const downtime_: string[] = [];
  const lines: string[] = [];
  return {
    parts,
    downtime_,
    lines,
    part: (name, state) => void parts.push(`${name} ${state}`),
    downtime: (state) => void downtime_.push(state),
    log: (level, source, text) => void lines.push(`${level} ${source} ${text}`),
  };
}

/** A job with a fresh database beside the live one on a real test host, and the cutover that may bring it in. */
export interface CutoverOnHost {
  readonly host: SshRemoteHost;
  readonly docker: Docker;
  readonly cutover: Cutover;
  readonly place: JobPlace;
  readonly spec: CutoverSpec;
  readonly liveOid: number;
  readonly freshOid: number;
  /** The same job from another console: a new connection. */
  reconnect(): Promise<Cutover>;
  /** The script's process id, once it runs. */
  scriptPid(): Promise<number>;
  /** Drops what is not live and the job folder; heals the host. */
  cleanUp(): Promise<void>;
}

/** `change` adapts the specification. The fresh database is a copy of the live one with a row that tells it apart. */
export async function openCutoverOnHost(
  target: TestHost,
  change: (spec: CutoverSpec) => CutoverSpec = (spec) => spec,
  limits: CutoverLimits = CUTOVER_LIMITS,
): Promise<CutoverOnHost> {
  const profile = profileSchema.parse(JSON.parse(await readFile(target.profile, 'utf8')));
  const connector = createConnector({ secrets: { find: async () => null } });
  const outcome = await connector.connect(profile);
  if (outcome.kind !== 'connected') throw new Error(`not connected: ${JSON.stringify(outcome)}`);
  const { host } = outcome;
  const docker = createDockerHost({ host, command: profile.docker });
  const jobId = randomUUID();
  const home = (await host.run(['sh', '-c', 'cd && pwd'])).trim();
  const database = await docker.container(target.db_container);
  if (!database) throw new Error('no database container');
  const place = jobPlace(jobId, `${home}/.restore-console`, 'none', database.imageId);
  await host.makeDirectory(place.jobDir, 0o700);
  const names = databaseNames(target.database, jobId);
  await target.psql(`CREATE DATABASE "${names.fresh}" TEMPLATE template0`, 'postgres');
  await target.docker([
    ...['exec', target.db_container, 'sh', '-c'],
    `pg_dump -U ${target.admin_role} ${target.database} | psql -qX -v ON_ERROR_STOP=1 -U ${target.admin_role} -d '${names.fresh}' >/dev/null`,
  ]);
  await target.psql('CREATE TABLE rc_fresh_marker ()', names.fresh);
  const oidOf = async (name: string): Promise<number> =>
    Number(await target.psql(`SELECT oid FROM pg_database WHERE datname = '${name}'`, 'postgres'));
  const liveOid = await oidOf(names.live);
  const freshOid = await oidOf(names.fresh);
  const services = [];
  for (const service of profile.services) {
    for (const container of await docker.resolve(service.ref)) {
      services.push({
        id: container.id,
        name: container.name,
        role: service.role,
        graceSeconds: 5,
        wasRunning: container.running,
      });
    }
  }
  let reconnected: SshRemoteHost | undefined;
  const backend = services.find((service) => service.role === 'backend');
  const spec = change({
    place,
    database: {
      containerId: database.id,
      containerName: database.name,
      adminRole: target.admin_role,
      maintenanceDatabase: 'postgres',
      names,
      liveOid,
      freshOid,
      psqlArgv: [
        ...['exec', '-i', database.id, 'psql', '-X', '-w', '-v', 'ON_ERROR_STOP=1', '-At'],
        ...['-U', target.admin_role, '-d', 'postgres'],
      ],
    },
    media: null,
    services,
    beforeStart: profile.postCommands.map((command) => ({
      ...command,
      containerId: backend?.id ?? '',
      containerName: backend?.name ?? '',
    })),
    health: profile.health,
    healthContainerId: null,
    healthContainerName: null,
    healthTimeoutSeconds: 120,
    healthRequired: true,
  });
  return {
    host,
    docker,
    cutover: createCutover({ host, docker, quote: quoteArgument, limits }),
    place,
    spec,
    liveOid,
    freshOid,
    async reconnect() {
      const again = await connector.connect(profile);
      if (again.kind !== 'connected') throw new Error(`not connected: ${JSON.stringify(again)}`);
      reconnected = again.host;
      const through = createDockerHost({ host: again.host, command: profile.docker });
      return createCutover({ host: again.host, docker: through, quote: quoteArgument, limits });
    },
    async scriptPid() {
      const said = await host.run(['sh', '-c', 'cd "$1" && readlink cutover.lock.*', 'sh', place.jobDir]);
      return Number(said.split(':')[1]);
    },
    async cleanUp() {
      await target.heal();
      for (const name of [names.fresh, names.old]) {
        await target.psql(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, 'postgres');
      }
      await target.psql('DROP TABLE IF EXISTS rc_fresh_marker', names.live);
      await (reconnected ?? host).run(['rm', '-rf', place.jobDir]);
      await reconnected?.close();
      await host.close();
    },
  };
}
