import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RemoteHost } from '../../../main/restore/ports/host';
import { resolveWorkDirectory } from '../../../main/targets/work-directory';
import { createLocalHost } from '../../support/local-host';
import { errorOf } from '../../support/open-host';
import { temporaryFolder } from '../../support/temporary-folder';

function hostWithHome(home: string, change: Partial<RemoteHost> = {}): RemoteHost {
  return { ...createLocalHost({ env: { ...process.env, HOME: home } }), ...change };
}

describe('resolveWorkDirectory', () => {
  it.each([
    ['~/.restore-console', '.restore-console'],
    ['~', ''],
    ['work/deep', 'work/deep'],
    ["~/odd 'name' $(id)", "odd 'name' $(id)"],
  ])('makes %s absolute in the login user’s home, there yet or not', async (path, inside) => {
    const home = temporaryFolder();
    const expected = inside === '' ? home : join(home, inside);
    expect(await resolveWorkDirectory(hostWithHome(home), path)).toBe(expected);
    mkdirSync(expected, { recursive: true });
    expect(await resolveWorkDirectory(hostWithHome(home), path)).toBe(expected);
  });

  it('keeps an absolute path, and follows links as far as there are folders', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'real'));
    symlinkSync(join(home, 'real'), join(home, 'link'));
    expect(await resolveWorkDirectory(hostWithHome('/nowhere'), join(home, 'link/a/b'))).toBe(
      join(home, 'real/a/b'),
    );
    expect(await resolveWorkDirectory(hostWithHome('/nowhere'), '/no-such-folder-here/a')).toBe(
      '/no-such-folder-here/a',
    );
  });

  it('refuses an SFTP that sees another place under the same name', async () => {
    const [home, jail] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(jail, 'other'), '');
    const local = createLocalHost();
    const into = (path: string) => path.replace(home, jail);
    const jailed = hostWithHome(home, {
      stat: (path) => local.stat(into(path)),
      list: (path) => local.list(into(path)),
    });
    expect(await errorOf(resolveWorkDirectory(jailed, '~/work'))).toMatchObject({
      code: 'work-directory-mismatch',
      params: { path: join(home, 'work'), sftp: `another folder under ${home}` },
    });
    const empty = hostWithHome(home, { stat: async () => null });
    expect(await errorOf(resolveWorkDirectory(empty, '~/work'))).toMatchObject({
      params: { sftp: `no folder ${home}` },
    });
  });
});
