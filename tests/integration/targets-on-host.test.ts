import { describe, expect, it } from 'vitest';
import { createTargetSessions } from '../../main/composition/open-target';
import { createConnector } from '../../main/remote/connector';
import { givenSecrets } from '../../main/remote/secret-source';
import { discoverTarget } from '../../main/targets/discover';
import { readProfileFile } from '../../main/targets/parse-profile';
import { reachTarget } from '../../main/targets/reach';
import { checkTarget } from '../../main/targets/target-check';
import type { Profile } from '../../shared/profile';
import type { Checklist } from '../../shared/target-checks';
import { testHostForSuite } from '../support/test-host-for-suite';

describe('a target on the test host', () => {
  const host = testHostForSuite({ instance: 'targets-suite' });
  const none = createConnector({ secrets: givenSecrets([]) });

  function test(profile: Profile): Promise<Checklist> {
    return checkTarget(createTargetSessions(none), profile);
  }
  const check = (list: Checklist, id: string) => list.checks.find((each) => each.id === id);

  it('is reached with a key, a passphrase, a password and the agent', async () => {
    const profile = readProfileFile(host().profile);
    for (const kind of ['key', 'passphrase', 'password', 'agent'] as const) {
      const user = host().user(kind);
      const authentication = {
        key: { kind: 'key', path: user.key ?? '', passphrase: user.passphrase !== null },
        password: { kind: 'password' },
        agent: { kind: 'agent', socket: user.agent ?? '' },
      } as const;
      const secret = user.passphrase ?? user.password;
      const secrets = givenSecrets(
        secret === null
          ? []
          : [{ hop: -1, kind: user.passphrase ? 'passphrase' : 'password', value: secret }],
      );
      const reached = await reachTarget(createConnector({ secrets }), {
        ...profile,
        host: { ...profile.host, user: user.name, authentication: authentication[user.auth] },
      });
      expect([kind, reached]).toEqual([kind, { kind: 'reached', milliseconds: expect.any(Number) }]);
    }
  });

  it('passes the checklist, every line with what was found', async () => {
    const list = await test(readProfileFile(host().profile));
    expect(list.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-reached')).toEqual(
      [],
    );
    expect(list.passed).toBe(true);
    expect(check(list, 'database')?.found).toMatch(/^tuki_production: \d+ tables, /);
    expect(check(list, 'media')?.found).toMatch(/^backtuki_media: \d+ files, /);
    expect(check(list, 'services')?.found.split(', ')).toHaveLength(3);
    expect(check(list, 'health')?.found).toContain('HTTP 200');
    expect(check(list, 'space')?.found).toContain('database ');
  });

  it('leaves nothing on the host', async () => {
    const { home } = host().user('key');
    const profile = readProfileFile(host().profile);
    const session = await createTargetSessions(none).open(profile);
    if (session.kind !== 'open') throw new Error(session.kind);
    const before = await session.session.host.run(['find', home]);
    await test(profile);
    expect(await session.session.host.run(['find', home])).toBe(before);
    await session.session.close();
  });

  it('names what is wrong: container, role, operator, docker', async () => {
    const profile = readProfileFile(host().profile);
    const noContainer = {
      ...profile,
      database: { ...profile.database, container: { by: 'name', name: 'no-such-db' } as const },
    };
    expect(check(await test(noContainer), 'database-container')).toMatchObject({
      verdict: 'failed',
      error: { code: 'container-missing', params: { candidates: expect.stringContaining('backtuki-db-1') } },
    });
    const noRole = { ...profile, database: { ...profile.database, adminRole: 'nobody_here' } };
    expect(check(await test(noRole), 'admin-role')).toMatchObject({
      verdict: 'failed',
      error: { code: 'admin-role-refused' },
    });
    const stranger = { ...profile, operatorEmail: 'stranger@example.org' };
    expect(check(await test(stranger), 'operator')).toMatchObject({
      verdict: 'failed',
      error: {
        code: 'operator-not-superuser',
        params: { superusers: expect.stringContaining('admin@tuki.cl') },
      },
    });
    const noDocker = { ...profile, docker: { command: ['no-such-docker'] } };
    expect(check(await test(noDocker), 'docker')).toMatchObject({
      verdict: 'failed',
      error: { code: 'docker-not-found' },
    });
  });

  it('is discovered with nothing but the login, and the proposal passes the checklist', async () => {
    const { host: hop } = readProfileFile(host().profile);
    const found = await discoverTarget(none, { hop, jumpHosts: [], dockerHost: host().docker_host });
    if (found.kind !== 'discovered') throw new Error(JSON.stringify(found));
    const { discovery } = found;
    expect(Object.fromEntries(discovery.containers.map(({ name, role }) => [name, role]))).toEqual({
      'backtuki-db-1': 'database',
      'backtuki-backend-1': 'backend',
      'backtuki-celery-worker-1': 'worker',
      'backtuki-celery-beat-1': 'worker',
      'backtuki-redis-1': 'cache',
    });
    expect(discovery.databases.map(({ name }) => name)).toContain('tuki_production');
    const { proposal } = discovery;
    expect(proposal.environment).toBe('production');
    expect(proposal.database).toMatchObject({ name: 'tuki_production', applicationRole: 'tuki_user' });
    expect(proposal.media?.location).toEqual({ kind: 'volume', name: 'backtuki_media' });
    const list = await test({ ...proposal, operatorEmail: 'admin@tuki.cl' });
    expect(list.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-reached')).toEqual(
      [],
    );
    expect(JSON.stringify(discovery)).not.toContain(host().db_password);
  });
});
