import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, type ConnectConfig } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { profileSchema } from '../../shared/profile';
import { whyNotHere } from '../target/machine/apt';
import { instancePaths } from '../target/machine/paths';
import { processesNaming } from '../target/machine/process-identity';
import { bringUpTestHost, type TestHost } from '../target/test-host';

const run = promisify(execFile);
const INSTANCE = 'test-host-test';
const reason = await whyNotHere();
if (reason !== undefined) process.stderr.write(`skipped: test host: ${reason}\n`);

/** Logs in, runs one command, returns what it printed. */
function ssh(host: TestHost, login: Partial<ConnectConfig>, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on('error', reject);
    client.on('close', () => reject(new Error('closed before the command ended')));
    client.on('ready', () =>
      client.exec(command, (error, stream) => {
        if (error) return reject(error);
        let out = '';
        stream.on('data', (data: Buffer) => {
          out += data.toString();
        });
        stream.on('close', () => {
          resolve(out.trim());
          client.end();
        });
      }),
    );
    client.connect({ host: host.host, port: host.port, readyTimeout: 10_000, ...login });
  });
}

async function keyLogin(
  host: TestHost,
  kind: 'key' | 'root' | 'passphrase',
): Promise<Partial<ConnectConfig>> {
  const user = host.user(kind);
  const privateKey = await readFile(user.key ?? '');
  return {
    username: user.name,
    privateKey,
    ...(user.passphrase === null ? {} : { passphrase: user.passphrase }),
  };
}

/** Asks until the answer is the wanted one; a limit keeps a broken host from hanging the suite. */
async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await sleep(100);
  }
  throw new Error('never became true');
}

describe.skipIf(reason !== undefined)('the test host', () => {
  let host: TestHost;

  beforeAll(async () => {
    host = await bringUpTestHost({ instance: INSTANCE, size: 'small', fresh: true });
  });

  afterAll(async () => {
    await host?.down();
  });

  describe('as it comes up', () => {
    it('is healthy, and comes up again at once when it already runs', async () => {
      expect(await host.health()).toBe(200);
      const again = await bringUpTestHost({ instance: INSTANCE });
      expect(again.port).toBe(host.port);
    });

    it('lets the original example log in with the live passwords and no others', async () => {
      expect(await host.login('admin@tuki.cl', 'DakoPass123')).toEqual({ status: 200, superuser: true });
      expect(await host.login('admin@tuki.cl', 'GCPPass456')).toEqual({ status: 401, superuser: false });
      expect(await host.login('ops@tuki.cl', 'OpsPass789')).toEqual({ status: 200, superuser: true });
    });

    it('has a worker that writes rows and media files by itself', async () => {
      const rows = () => host.psql('SELECT max(id) FROM events_heartbeat');
      const before = await rows();
      await eventually(rows, (now) => now !== before);
      const count = () =>
        host.docker(['exec', 'backtuki-celery-worker-1', 'sh', '-c', 'ls /app/media/tickets | wc -l']);
      await eventually(count, (files) => Number(files) > 1);
    });

    it('has no role postgres, trusts inside the container and asks for the password over the network', async () => {
      expect(await host.psql('SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin')).toBe('tuki_user|t');
      const connect = (password: string) =>
        host.docker([
          ...['run', '--rm', '--network', 'backtuki_default', '--env', `PGPASSWORD=${password}`],
          ...['restore-console-test/postgres:latest', 'psql', '-w', '-h', 'db', '-U', 'tuki_user'],
          ...['-d', 'tuki_production', '-Atc', 'SELECT 1'],
        ]);
      expect(await connect(host.db_password)).toBe('1');
      await expect(connect('wrong')).rejects.toThrow('password authentication failed');
    });

    it('carries the labels of Compose and media files of a user that is not root', async () => {
      const label = '{{index .Config.Labels "com.docker.compose.service"}}';
      for (const name of host.services) {
        expect(await host.docker(['inspect', '-f', label, name])).toBe(
          name.replace(/^backtuki-(.*)-1$/, '$1'),
        );
      }
      const owner = ['exec', 'backtuki-backend-1', 'stat', '-c', '%u', '/app/media/events/poster-0010.jpg'];
      expect(await host.docker(owner)).toBe('1000');
    });

    it('writes a profile that the console accepts, with the host key pinned', async () => {
      const profile = profileSchema.parse(JSON.parse(await readFile(host.profile, 'utf8')));
      expect(profile.host.hostKey).toEqual(host.host_key);
      expect(profile.name).toBe(host.target);
    });
  });

  describe('its logins', () => {
    it.each(['key', 'passphrase', 'root'] as const)(
      'opens for the %s user, who may use Docker',
      async (kind) => {
        const command = `DOCKER_HOST=${host.docker_host} docker ps --format '{{.Names}}' --filter name=backtuki-db-1`;
        expect(await ssh(host, await keyLogin(host, kind), command)).toBe('backtuki-db-1');
      },
    );

    it('opens by password and by agent', async () => {
      const password = host.user('password');
      const agent = host.user('agent');
      expect(await ssh(host, { username: password.name, password: password.password ?? '' }, 'id -un')).toBe(
        password.name,
      );
      expect(await ssh(host, { username: agent.name, agent: agent.agent ?? '' }, 'id -un')).toBe(agent.name);
    });

    it('stays shut for a wrong password', async () => {
      const login = ssh(host, { username: host.user('password').name, password: 'wrong' }, 'true');
      await expect(login).rejects.toThrow('authentication methods failed');
    });
  });

  describe('its backup', () => {
    it('is the folder of the original, made from other data than what is live', async () => {
      const { stdout } = await run('tar', ['-tzf', host.archive]);
      expect(host.archive).toMatch(/backup-gcp-\d{8}\.tar\.gz$/);
      expect(stdout).toMatch(/^backups-\d{8}-\d{6}\/cloudsql\/tuki-db-prod-tuki_production-\d{8}\.sql\.gz$/m);
      expect(stdout).toMatch(/^backups-\d{8}-\d{6}\/gcs\/tuki-media-prod-1\/events\/poster-0004\.jpg$/m);
      const dump = await dumpOf(host.archive);
      expect(dump).toContain('user1@tuki.cl');
      expect(dump).not.toContain('ops@tuki.cl');
      expect(await host.psql("SELECT count(*) FROM users_user WHERE email = 'user1@tuki.cl'")).toBe('0');
    });

    it('carries what Cloud SQL adds', async () => {
      const dump = await dumpOf(host.archive);
      for (const line of [
        'SET transaction_timeout = 0;',
        'CREATE EXTENSION IF NOT EXISTS google_vacuum_mgmt WITH SCHEMA google_vacuum_mgmt;',
        'ALTER SCHEMA public OWNER TO cloudsqlsuperuser;',
        'REVOKE ALL ON SCHEMA public FROM cloudsqladmin;',
      ]) {
        expect(dump.split('\n')).toContain(line);
      }
    });

    it.each(['custom', 'directory', 'tar'] as const)(
      'is made in %s format too, and leaves nothing',
      async (format) => {
        const out = instancePaths(INSTANCE).folder;
        const archive = await host.backup({ format, out: `${out}/${format}` });
        const { stdout } = await run('tar', ['-tzf', archive]);
        expect(stdout).toMatch(
          format === 'directory' ? /\/toc\.dat$/m : /tuki_production-\d{8}\.(dump|tar)$/m,
        );
        expect(await host.psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'scratch%'")).toBe('0');
        expect(await host.psql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'cloudsql%'")).toBe('0');
      },
    );
  });

  describe('its faults', () => {
    afterEach(() => host.heal());

    it('cuts a connection under a running command, and takes the next one', async () => {
      const login = await keyLogin(host, 'key');
      const long = ssh(host, login, 'sleep 30').then(
        () => 'ended',
        (error: Error) => error.message,
      );
      await sleep(1000);
      await host.fail.cut();
      expect(await long).not.toBe('ended');
      expect(await ssh(host, login, 'echo back')).toBe('back');
    });

    it('refuses, stalls and cuts after a number of bytes', async () => {
      const login = await keyLogin(host, 'key');
      await host.fail.connection({ refuse: true });
      await expect(ssh(host, login, 'true')).rejects.toThrow('ECONNREFUSED');
      await host.fail.connection({ stall: true });
      await expect(ssh(host, { ...login, readyTimeout: 500 }, 'true')).rejects.toThrow('Timed out');
      await host.fail.connection({ cutAfterBytes: 200_000 });
      await expect(ssh(host, login, 'head -c 1000000 /dev/zero | tr "\\0" x')).rejects.toThrow();
      await host.heal();
      expect((await ssh(host, login, 'head -c 1000000 /dev/zero | tr "\\0" x')).length).toBe(1_000_000);
    });

    it('throttles and delays without losing a byte', async () => {
      const login = await keyLogin(host, 'key');
      await host.fail.connection({ kilobytesPerSecond: 500, delayMs: 20 });
      expect((await ssh(host, login, 'head -c 500000 /dev/zero | tr "\\0" x')).length).toBe(500_000);
    });

    it.each(['data', 'work'] as const)('fills the file system of %s and no other', async (place) => {
      const mount = place === 'work' ? host.user('root').home : instancePaths(INSTANCE).dataMount;
      const free = async () =>
        Number((await run('df', ['--output=avail', '-m', mount])).stdout.split('\n')[1]);
      const before = await free();
      await host.fail.fill(place, 50);
      expect(await free()).toBeLessThanOrEqual(60);
      await host.heal();
      expect(await free()).toBeGreaterThan(before - 200);
    });

    it('makes the health page bad and lets it hang', async () => {
      await host.fail.health('bad');
      expect(await host.health()).toBe(503);
      await host.fail.health('hang');
      expect(await host.health()).toBe(0);
      await host.heal();
      expect(await host.health()).toBe(200);
    });

    it('reports a missing media file and a stopped database as ill health', async () => {
      const sentinel = '/app/media/events/poster-0060.jpg';
      await host.docker(['exec', host.services[2] ?? '', 'mv', sentinel, `${sentinel}.away`]);
      expect(await host.health()).toBe(503);
      await host.docker(['exec', host.services[2] ?? '', 'mv', `${sentinel}.away`, sentinel]);
      expect(await host.health()).toBe(200);
      await host.docker(['stop', '-t', '10', host.db_container]);
      const unhealthy = await eventually(host.health, (status) => status !== 200);
      await host.docker(['start', host.db_container]);
      expect(unhealthy).toBe(503);
    });

    it('makes a container ignore SIGTERM, so that docker stop kills it', async () => {
      await host.fail.ignoreStop('backtuki-celery-beat-1');
      await host.docker(['stop', '-t', '2', 'backtuki-celery-beat-1']);
      expect(await host.docker(['inspect', '-f', '{{.State.ExitCode}}', 'backtuki-celery-beat-1'])).toBe(
        '137',
      );
      await host.docker(['start', 'backtuki-celery-beat-1']);
    });

    it('kills one session, the postmaster, a container and dockerd; all come back', async () => {
      const session = host.psql('SELECT pg_sleep(120)').then(
        () => 'ended',
        () => 'killed',
      );
      await eventually(
        () =>
          host.fail.killSession(host.database).then(
            () => true,
            () => false,
          ),
        (killed) => killed,
      );
      expect(await session).toBe('killed');
      await eventually(
        () => host.psql('SELECT 1').catch(() => ''),
        (row) => row === '1',
      );
      const started = ['inspect', '-f', '{{.State.StartedAt}}', host.db_container];
      const before = await host.docker(started);
      await host.fail.killPostmaster();
      await eventually(
        () => host.docker(started),
        (now) => now !== before,
      );
      await host.heal();
      await host.fail.killDockerd();
      await expect(host.docker(['ps'])).rejects.toThrow();
      await host.heal();
      expect(
        await eventually(
          () => host.health(),
          (status) => status === 200,
        ),
      ).toBe(200);
    });
  });

  it('stops its application cleanly within seconds', async () => {
    for (const name of host.services) {
      await host.docker(['stop', '-t', '10', name]);
      expect(['0', '143']).toContain(await host.docker(['inspect', '-f', '{{.State.ExitCode}}', name]));
      await host.docker(['start', name]);
    }
  });

  it('leaves nothing on the machine when it goes down', async () => {
    const { id, folder, runtime } = instancePaths(INSTANCE);
    await host.down();
    const script = `grep -h ${id} /etc/passwd /etc/group /proc/self/mounts; ip -br link | grep ${id}
      losetup -a | grep '${folder}/'; ls -d '${folder}' '${runtime}' 2>/dev/null; true`;
    expect((await run('sh', ['-c', script])).stdout).toBe('');
    expect(await processesNaming(id)).toEqual([]);
  });
});

/** The dump inside an archive, as text. */
async function dumpOf(archive: string): Promise<string> {
  const script = 'tar -xzOf "$1" --wildcards "*/cloudsql/*.sql.gz" | gzip -dc';
  return (await run('sh', ['-c', script, 'sh', archive], { maxBuffer: 64 * 1024 * 1024 })).stdout;
}
