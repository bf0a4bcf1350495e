import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfileFile } from '../../../main/targets/parse-profile';
import { createProfileStore } from '../../../main/targets/profile-store';
import { sampleProfile } from '../../support/sample-profile';
import { temporaryFolder } from '../../support/temporary-folder';
import { thrownError } from '../../support/thrown-error';

const KEY = {
  type: 'ssh-ed25519',
  key: 'AAAAC3NzaC1lZDI1NTE5AAAAIKWnWkNcUMDAAwcEGSPi50xgYa/4yCWxSGwTsCjdJ9RR',
};

describe('the profile store', () => {
  it('gives back what was added, to another console too, in files closed to other users', () => {
    const folder = join(temporaryFolder(), 'targets');
    const profile = sampleProfile({ name: 'Tienda ñandú 1' });
    createProfileStore(folder).add(profile);
    const other = createProfileStore(folder);
    expect(other.get('Tienda ñandú 1')).toEqual(profile);
    expect(other.list()).toEqual({ profiles: [profile], broken: [] });
    const [file = ''] = readdirSync(folder);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual([file]);
  });

  it('is empty before anything was saved', () => {
    const store = createProfileStore(join(temporaryFolder(), 'none'));
    expect(store.list()).toEqual({ profiles: [], broken: [] });
    expect(thrownError(() => store.get('x'))).toMatchObject({
      code: 'target-not-found',
      params: { name: 'x' },
    });
  });

  it('refuses a name that is taken, also in other case, and keeps the first', () => {
    const store = createProfileStore(temporaryFolder());
    store.add(sampleProfile({ name: 'Shop' }));
    const second = sampleProfile({ name: 'shop', environment: 'staging' });
    expect(thrownError(() => store.add(second))).toMatchObject({
      code: 'target-exists',
      params: { name: 'shop' },
    });
    expect(store.get('Shop').environment).toBe('production');
    expect(thrownError(() => store.get('shop')).code).toBe('target-not-found');
  });

  it('edits, renames and removes', () => {
    const store = createProfileStore(temporaryFolder());
    store.add(sampleProfile({ name: 'one' }));
    store.add(sampleProfile({ name: 'two' }));
    store.replace('one', sampleProfile({ name: 'one', environment: 'staging' }));
    expect(store.get('one').environment).toBe('staging');
    expect(thrownError(() => store.replace('one', sampleProfile({ name: 'two' }))).code).toBe(
      'target-exists',
    );
    store.replace('one', sampleProfile({ name: 'three' }));
    expect(store.list().profiles.map((profile) => profile.name)).toEqual(['three', 'two']);
    store.remove('three');
    expect(thrownError(() => store.remove('three'))).toMatchObject({
      params: { name: 'three', names: 'two' },
    });
  });

  it('pins the key of the target and of a jump host, and leaves the rest as it was', () => {
    const store = createProfileStore(temporaryFolder());
    const jump = { host: 'jump.example.org', user: 'me', authentication: { kind: 'password' as const } };
    const profile = store.add(sampleProfile({ name: 'far', jumpHosts: [jump] }));
    store.pin('far', -1, KEY);
    store.pin('far', 0, KEY);
    expect(store.get('far')).toEqual({
      ...profile,
      host: { ...profile.host, hostKey: KEY },
      jumpHosts: profile.jumpHosts.map((hop) => ({ ...hop, hostKey: KEY })),
    });
    expect(thrownError(() => store.pin('far', 1, KEY)).code).toBe('invalid-request');
  });

  it('reports a broken file with field and reason, shows the others and leaves it as it is', () => {
    const folder = temporaryFolder();
    const store = createProfileStore(folder);
    store.add(sampleProfile({ name: 'good' }));
    const broken = join(folder, 'broken.json');
    const text = JSON.stringify({ ...sampleProfile({ name: 'broken' }), environment: 'moon' });
    writeFileSync(broken, text);
    writeFileSync(join(folder, 'half.json'), '{"version": 1,');
    const { profiles, broken: errors } = store.list();
    expect(profiles.map((profile) => profile.name)).toEqual(['good']);
    expect(errors).toMatchObject([
      { code: 'profile-invalid', params: { path: broken, field: 'environment' } },
      { code: 'profile-invalid', params: { path: join(folder, 'half.json'), field: 'JSON' } },
    ]);
    expect(thrownError(() => store.add(sampleProfile({ name: 'broken' }))).code).toBe('target-exists');
    expect(thrownError(() => store.pin('broken', -1, KEY)).code).toBe('profile-invalid');
    expect(readFileSync(broken, 'utf8')).toBe(text);
    store.remove('broken');
    expect(store.list().broken).toHaveLength(1);
  });

  it('refuses a profile of a newer console instead of guessing', () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'new.json'),
      JSON.stringify({ ...sampleProfile({ name: 'new' }), version: 2 }),
    );
    expect(createProfileStore(folder).list().broken).toMatchObject([{ params: { field: 'version' } }]);
  });

  it('takes over a lock whose console is gone', () => {
    const folder = temporaryFolder();
    const gone = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, '.lock'), gone);
    createProfileStore(folder).add(sampleProfile({ name: 'one' }));
    writeFileSync(join(folder, '.lock'), String(process.pid));
    utimesSync(join(folder, '.lock'), 1, 1);
    createProfileStore(folder).add(sampleProfile({ name: 'two' }));
    expect(createProfileStore(folder).list().profiles).toHaveLength(2);
  });

  it.skipIf(process.getuid?.() === 0)(
    'leaves the old profile whole when the new one cannot be written (skipped: root may write anywhere)',
    () => {
      const folder = temporaryFolder();
      const store = createProfileStore(folder);
      store.add(sampleProfile({ name: 'one' }));
      chmodSync(folder, 0o500);
      expect(() => store.replace('one', sampleProfile({ name: 'one', environment: 'staging' }))).toThrow();
      chmodSync(folder, 0o700);
      expect(store.get('one').environment).toBe('production');
    },
  );
});

describe('readProfileFile', () => {
  it('fills in defaults, and names the field that is wrong, the file that is not there', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'profile.json');
    const { safetyBackup: _default, ...input } = sampleProfile();
    writeFileSync(path, JSON.stringify(input));
    expect(readProfileFile(path)).toEqual(sampleProfile());
    writeFileSync(
      path,
      JSON.stringify({ ...input, services: [{ ref: { by: 'name', name: '-rf' }, role: 'backend' }] }),
    );
    expect(thrownError(() => readProfileFile(path))).toMatchObject({
      code: 'profile-invalid',
      params: { path, field: 'services.0.ref.name', reason: 'not a Docker name' },
    });
    mkdirSync(join(folder, 'sub'));
    expect(thrownError(() => readProfileFile(join(folder, 'gone')))).toMatchObject({
      params: { reason: 'there is no such file' },
    });
    expect(thrownError(() => readProfileFile(join(folder, 'sub'))).code).toBe('profile-invalid');
  });
});
