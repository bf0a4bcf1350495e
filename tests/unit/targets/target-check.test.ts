import { describe, expect, it } from 'vitest';
import type { Docker } from '../../../main/restore/ports/docker';
import type { ConnectOutcome, RemoteHost } from '../../../main/restore/ports/host';
import type { TargetParts, TargetSession, TargetSessions } from '../../../main/restore/target-session';
import { checkTarget } from '../../../main/targets/target-check';
import { fail } from '../../../shared/errors/app-error';
import { foundWords } from '../../../shared/phrases/phrase-text';
import type { Checklist } from '../../../shared/target-checks';
import { createLocalHost } from '../../support/local-host';
import { sampleContainer, sampleDatabaseFacts } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';

const profile = sampleProfile({ health: { kind: 'http', url: 'http://127.0.0.1:9/' }, media: null });
const OFFERED = {
  hop: -1,
  host: 'h',
  port: 22,
  type: 'ssh-ed25519',
  key: 'k',
  sha256: 'SHA256:new',
  md5: 'MD5:x',
};

function unused(what: string): never {
  throw new Error(`not expected in this test: ${what}`);
}

/** The parts of a healthy target; each test spoils one. */
interface Spoiled {
  host?: Partial<RemoteHost>;
  version?: () => Promise<string>;
  parts?: () => Promise<TargetParts>;
  database?: Partial<TargetParts['database']>;
  resolve?: Docker['resolve'];
}

function openTarget(spoiled: Spoiled = {}): TargetSessions & { closed: number } {
  const host: RemoteHost = {
    ...createLocalHost(),
    httpGet: async () => ({ status: 200, body: '' }),
    ...spoiled.host,
  };
  const docker = new Proxy({} as Docker, {
    get: (_target, name) => {
      if (name === 'version') return spoiled.version ?? (async () => '27.0');
      if (name === 'resolve') return spoiled.resolve ?? (async () => [sampleContainer('shop-x-1')]);
      if (name === 'containers') return async () => [sampleContainer('something-else')];
      return unused(String(name));
    },
  });
  const database = new Proxy({} as TargetParts['database'], {
    get: (_target, name) => {
      if (name === 'probe') return spoiled.database?.probe ?? (async () => sampleDatabaseFacts());
      if (name === 'administrators') {
        const superusers = [{ email: 'Ops@example.org', active: true }];
        return (
          spoiled.database?.administrators ??
          (async () => ({ userTable: { schema: 'public', name: 'users_user' }, superusers }))
        );
      }
      return unused(String(name));
    },
  });
  const parts = async (): Promise<TargetParts> => ({
    container: sampleContainer('shop-db-1'),
    helperImage: 'postgres:15',
    database,
    media: null,
    cutover: {
      run: async () => unused('cutover'),
      recover: async () => unused('recover'),
      isLiving: async () => unused('isLiving'),
    },
    afterCommands: { run: async () => unused('after'), remove: async () => unused('after') },
    services: [],
  });
  const counter = {
    closed: 0,
    async open() {
      const session: TargetSession = {
        profile,
        host,
        docker,
        workDirectory: async () => '/tmp/.restore-console',
        parts: spoiled.parts ?? parts,
        close: async () => {
          counter.closed += 1;
        },
      };
      return { kind: 'open' as const, session };
    },
  };
  return counter;
}

function refusedTarget(outcome: Exclude<ConnectOutcome, { kind: 'connected' }>): TargetSessions {
  return { open: async () => outcome };
}

function verdicts(list: Checklist): string {
  return list.checks.map(({ id, verdict }) => `${id}=${verdict}`).join(' ');
}

function find(list: Checklist, id: string) {
  return list.checks.find((check) => check.id === id);
}

describe('testing a target', () => {
  it('passes with every line answered, and closes the connection', async () => {
    const sessions = openTarget();
    const list = await checkTarget(sessions, profile, { now: () => new Date(0) });
    expect(list).toMatchObject({
      target: 'shop-production',
      passed: true,
      checkedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(list.checks.map(({ id }) => id)).toEqual(
      'host-key login sftp work-directory docker database-container admin-role database services media space health operator'.split(
        ' ',
      ),
    );
    expect(list.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-reached')).toEqual(
      [],
    );
    expect(find(list, 'operator')?.found).toContain('ops@example.org');
    expect(sessions.closed).toBe(1);
  });

  it('stops at an unknown and at a changed host key', async () => {
    const unknown = await checkTarget(refusedTarget({ kind: 'host-key-unknown', offered: OFFERED }), profile);
    expect(find(unknown, 'host-key')).toMatchObject({
      verdict: 'failed',
      error: { code: 'host-key-unknown', params: { fingerprint: 'SHA256:new' } },
    });
    expect(unknown.checks.filter(({ verdict }) => verdict === 'not-reached')).toHaveLength(12);
    expect(unknown.passed).toBe(false);
    const changed = await checkTarget(
      refusedTarget({
        kind: 'host-key-changed',
        offered: OFFERED,
        pinnedSha256: 'SHA256:old',
        pinnedType: 'ssh-rsa',
      }),
      profile,
    );
    expect(find(changed, 'host-key')?.error).toMatchObject({
      code: 'host-key-changed',
      params: { pinned: 'ssh-rsa SHA256:old' },
    });
  });

  it('blames the login for what the login lacks, the host key line for a host that does not answer', async () => {
    const pinned = sampleProfile({
      host: { ...profile.host, hostKey: { type: 'ssh-ed25519', key: 'AAAA' } },
    });
    const missing = await checkTarget(
      refusedTarget({
        kind: 'secret-missing',
        hop: -1,
        user: 'deploy',
        host: '192.0.2.10',
        secret: 'password',
      }),
      pinned,
    );
    expect(verdicts(missing)).toContain('host-key=ok login=failed sftp=not-reached');
    const refused = await checkTarget(
      refusedTarget({ kind: 'failed', error: { code: 'auth-failed', params: {} } }),
      pinned,
    );
    expect(verdicts(refused)).toContain('host-key=ok login=failed sftp=not-reached');
    const silent = await checkTarget(
      refusedTarget({ kind: 'failed', error: { code: 'host-unreachable', params: {} } }),
      pinned,
    );
    expect(verdicts(silent)).toContain('host-key=failed login=not-reached');
  });

  it('tells what was found in the reader’s language, and in English for scripts', async () => {
    const list = await checkTarget(openTarget(), profile);
    const database = find(list, 'database');
    expect(database?.found).toMatch(/^shop: \d+ tables?, /);
    expect(database && foundWords(database, 'es')).toMatch(/^shop: \d+ tablas?, /);
    const space = find(list, 'space');
    expect(space?.found).toMatch(/^work directory .* free/);
    expect(space && foundWords(space, 'es')).toMatch(/^carpeta de trabajo .* libres/);
    const login = find(list, 'login');
    expect(login && foundWords(login, 'es')).toBe(login?.found);
  });

  it.each([
    [null, 'no user table', 'sin tabla de usuarios'],
    [
      { schema: 'public', name: 'users_user' },
      'public.users_user: no active superuser',
      'public.users_user: ningún superusuario activo',
    ],
  ])('tells of the operator in both languages where the users are %j', async (userTable, en, es) => {
    const administrators = async () => ({ userTable, superusers: [] });
    const operator = find(
      await checkTarget(openTarget({ database: { administrators } }), profile),
      'operator',
    );
    expect(operator?.found).toBe(en);
    expect(operator && foundWords(operator, 'es')).toBe(es);
  });

  it('still checks Docker and the database when SFTP is missing', async () => {
    const stat = async () => {
      throw fail('sftp-unavailable', { host: 'h' });
    };
    const list = await checkTarget(openTarget({ host: { stat } }), profile);
    expect(verdicts(list)).toContain(
      'sftp=failed work-directory=not-reached docker=ok database-container=ok admin-role=ok',
    );
    expect(list.passed).toBe(false);
  });

  it('reaches nothing of the application without Docker', async () => {
    const version = async () => {
      throw fail('docker-denied', { user: 'u', host: 'h' });
    };
    const list = await checkTarget(openTarget({ version }), profile);
    expect(verdicts(list)).toContain(
      'docker=failed database-container=not-reached admin-role=not-reached database=not-reached services=not-reached media=not-reached',
    );
    expect(verdicts(list)).toContain('space=ok');
  });

  it('warns of a database that is not there yet, and fails a missing application role', async () => {
    const first = await checkTarget(
      openTarget({ database: { probe: async () => sampleDatabaseFacts({ live: null }) } }),
      profile,
    );
    expect(find(first, 'database')).toMatchObject({ verdict: 'warning', error: { code: 'first-restore' } });
    expect(first.passed).toBe(true);
    const noRole = {
      probe: async () => sampleDatabaseFacts({ applicationRole: { exists: false, superuser: false } }),
    };
    const list = await checkTarget(openTarget({ database: noRole }), profile);
    expect(find(list, 'database')).toMatchObject({
      verdict: 'failed',
      error: { code: 'application-role-missing' },
    });
  });

  it('names a service that is not there, with what is, and notes one that is stopped', async () => {
    const missing = await checkTarget(openTarget({ resolve: async () => [] }), profile);
    expect(find(missing, 'services')).toMatchObject({
      verdict: 'failed',
      error: {
        code: 'container-missing',
        params: { container: 'shop-backend-1, shop-worker-1', candidates: 'something-else' },
      },
    });
    const stopped = sampleContainer('shop-worker-1', { running: false, status: 'exited' });
    const list = await checkTarget(openTarget({ resolve: async () => [stopped] }), profile);
    expect(find(list, 'services')).toMatchObject({
      verdict: 'ok',
      found: 'shop-worker-1 (exited), shop-worker-1 (exited)',
    });
  });

  it('fails an operator who is no superuser, and does not ask where there are none', async () => {
    const table = { schema: 'public', name: 'users_user' };
    const with_ = (
      superusers: { email: string; active: boolean }[],
      userTable: typeof table | null = table,
    ) =>
      checkTarget(
        openTarget({ database: { administrators: async () => ({ userTable, superusers }) } }),
        profile,
      );
    expect(find(await with_([{ email: 'boss@example.org', active: true }]), 'operator')).toMatchObject({
      verdict: 'failed',
      error: { code: 'operator-not-superuser', params: { superusers: 'boss@example.org' } },
    });
    expect(find(await with_([{ email: 'boss@example.org', active: false }]), 'operator')?.verdict).toBe('ok');
    expect(find(await with_([], null), 'operator')?.verdict).toBe('ok');
  });

  it('warns of a sick application and of little space, which is the plan’s to judge', async () => {
    const httpGet = async () => ({ status: 503, body: '' });
    const small = { device: '/dev/vda', mount: '/data', totalBytes: 1e10, freeBytes: 5e8 };
    const probe = async () => sampleDatabaseFacts({ dataFilesystem: small });
    const list = await checkTarget(openTarget({ host: { httpGet }, database: { probe } }), profile);
    expect(find(list, 'health')).toMatchObject({
      verdict: 'warning',
      found: 'http://127.0.0.1:9/: HTTP 503',
    });
    expect(find(list, 'space')).toMatchObject({
      verdict: 'warning',
      error: { code: 'space-short', params: { mount: '/data', free: 5e8, reserve: 1e9 } },
    });
    expect(list.passed).toBe(true);
  });

  it('tells a lost connection once, and reaches nothing after it', async () => {
    const parts = async () => {
      throw fail('connection-lost', { host: 'h', reason: 'gone' });
    };
    const list = await checkTarget(openTarget({ parts }), profile);
    expect(list.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)).toEqual([
      'database-container',
    ]);
    expect(verdicts(list)).toContain(
      'services=not-reached media=not-reached space=not-reached health=not-reached',
    );
  });
});
