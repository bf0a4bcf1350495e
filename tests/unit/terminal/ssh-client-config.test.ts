import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sshClientConfig, TARGET_ALIAS } from '../../../main/terminal/ssh-client-config';
import { type Profile, profileSchema } from '../../../shared/profile';
import { temporaryFolder } from '../../support/temporary-folder';

function profile(change: Partial<Record<'host' | 'jumpHosts', unknown>> = {}): Profile {
  return profileSchema.parse({
    version: 1,
    name: 'staging',
    environment: 'staging',
    host: {
      host: '10.0.0.5',
      port: 2222,
      user: 'deploy',
      authentication: { kind: 'key', path: '/home/ana/my keys/id_ed25519' },
      hostKey: { type: 'ssh-ed25519', key: 'AAAAC3NzaC1lZDI1NTE5AAAAIA69' },
    },
    database: { container: { by: 'name', name: 'db' }, name: 'app', applicationRole: 'app' },
    services: [],
    media: null,
    health: null,
    ...change,
  });
}

/** What the system's own ssh understands of the configuration. */
function understood(of: Profile, alias = TARGET_ALIAS): Map<string, string> {
  const folder = temporaryFolder();
  const file = join(folder, 'config');
  writeFileSync(file, sshClientConfig(of, join(folder, 'known_hosts')).config);
  const output = execFileSync('ssh', ['-G', '-T', '-F', file, alias], { encoding: 'utf8' });
  const pairs = output
    .trimEnd()
    .split('\n')
    .map((line): [string, string] => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    });
  return new Map(pairs);
}

test('ssh reads host, port, user and key, spaces in the path included', () => {
  const options = understood(profile());
  expect(options.get('hostname')).toBe('10.0.0.5');
  expect(options.get('port')).toBe('2222');
  expect(options.get('user')).toBe('deploy');
  expect(options.get('identityfile')).toBe('/home/ana/my keys/id_ed25519');
  expect(options.get('identitiesonly')).toBe('yes');
});

test('a pinned host key is the only one accepted', () => {
  const options = understood(profile());
  expect(options.get('stricthostkeychecking')).toBe('true');
  expect(options.get('globalknownhostsfile')).toBe('none');
  expect(options.get('hostkeyalgorithms')).toBe('ssh-ed25519');
  expect(sshClientConfig(profile(), '/x').knownHosts).toBe(
    '[10.0.0.5]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA69\n',
  );
});

test('without a pinned key ssh asks', () => {
  const open = profile({ host: { host: 'a.example', user: 'u', authentication: { kind: 'agent' } } });
  expect(understood(open).get('stricthostkeychecking')).toBe('ask');
  expect(sshClientConfig(open, '/x').knownHosts).toBe('');
});

test('jump hosts are passed in their order, each with its own login', () => {
  const hop = (host: string) => ({ host, user: 'j', authentication: { kind: 'key', path: `/keys/${host}` } });
  const chained = profile({ jumpHosts: [hop('first.example'), hop('second.example')] });
  expect(understood(chained).get('proxyjump')).toBe('restore-console-jump-2');
  const second = understood(chained, 'restore-console-jump-2');
  expect(second.get('hostname')).toBe('second.example');
  expect(second.get('proxyjump')).toBe('restore-console-jump-1');
  const first = understood(chained, 'restore-console-jump-1');
  expect(first.get('identityfile')).toBe('/keys/first.example');
  expect(first.get('proxyjump')).toBeUndefined();
});

test('a value that would start a line of its own is refused', () => {
  const evil = {
    host: 'a.example',
    user: 'u',
    authentication: { kind: 'key', path: '/k\n  ProxyCommand id' },
  };
  expect(() => sshClientConfig(profile({ host: evil }), '/x')).toThrow('profile-invalid');
});

test('a quote in a path is refused in words, as ssh has no escape for it', () => {
  const quote = { host: 'a.example', user: 'u', authentication: { kind: 'key', path: '/k"ey' } };
  expect(() => sshClientConfig(profile({ host: quote }), '/x')).toThrow('double quote');
});
