import { describe, expect, it } from 'vitest';
import type { ContainerInfo, MountInfo } from '../../../main/restore/ports/docker';
import { guessConnection } from '../../../main/targets/guess-connection';
import { guessMedia } from '../../../main/targets/guess-media';
import { guessRole } from '../../../main/targets/guess-role';
import { applyPreset } from '../../../main/targets/presets';
import { proposeProfile } from '../../../main/targets/propose-profile';
import { sampleContainer } from '../../support/sample-facts';
import { sampleProfile } from '../../support/sample-profile';

function container(name: string, change: Partial<ContainerInfo>): ContainerInfo {
  return sampleContainer(name, { image: 'shop:latest', ...change });
}

function volume(name: string, destination: string, readWrite = true): MountInfo {
  return { type: 'volume', name, source: `/var/lib/docker/volumes/${name}/_data`, destination, readWrite };
}

const compose = (service: string) => ({
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': service,
});

describe('guessRole', () => {
  it.each<[string, Partial<ContainerInfo>, string, string[]]>([
    ['the official image', { image: 'postgres:15-alpine' }, 'database', ['image postgres:15-alpine']],
    [
      'a registry with a port',
      { image: 'reg.example:5000/postgis/postgis:16' },
      'database',
      ['image reg.example:5000/postgis/postgis:16'],
    ],
    [
      'a port and environment',
      { exposedPorts: ['5432/tcp'], env: { POSTGRES_DB: 'shop' } },
      'database',
      ['port 5432', 'POSTGRES_DB=shop'],
    ],
    ['a broker', { image: 'rabbitmq:3-management' }, 'cache', ['image rabbitmq:3-management']],
    [
      'a cache by its program',
      { command: ['docker-entrypoint.sh', 'redis-server'] },
      'cache',
      ['command redis-server'],
    ],
    [
      'a worker',
      { command: ['celery', '-A', 'shop', 'worker', '-l', 'info'] },
      'worker',
      ['command celery -A shop worker'],
    ],
    [
      'beat behind a start script',
      { command: ['./start.sh', 'celery-beat'] },
      'worker',
      ['command celery-beat'],
    ],
    [
      'a server',
      { command: ['sh', '-c', 'python manage.py migrate && gunicorn shop.wsgi'] },
      'backend',
      ['command gunicorn'],
    ],
    [
      'a server behind a start script',
      { command: ['./start.sh'], labels: compose('backend'), exposedPorts: ['8000/tcp'] },
      'backend',
      ['service backend', 'port 8000'],
    ],
    [
      'an application that has the database’s variables',
      { command: ['gunicorn'], env: { POSTGRES_DB: 'shop' } },
      'backend',
      ['command gunicorn'],
    ],
    ['a backup tool with postgres in its name', { image: 'postgres-backup-s3:1' }, 'other', []],
    ['a proxy', { image: 'nginx:1.27', exposedPorts: ['80/tcp'] }, 'other', []],
  ])('tells %s and says why', (_name, change, role, because) => {
    expect(guessRole(container('x', change))).toEqual({ role, because });
  });

  it('never shows a password', () => {
    const env = { POSTGRES_PASSWORD: 'secret', POSTGRES_USER: 'shop', PGDATA: '/data' };
    expect(JSON.stringify(guessRole(container('db', { image: 'postgres:15', env })))).not.toContain('secret');
  });
});

describe('guessConnection', () => {
  it('reads the application’s URL before the variables, and drops the password', () => {
    const backend = container('b', {
      env: { DATABASE_URL: 'postgres://shop%5Fuser:p%40ss@db:5432/shop_live?sslmode=disable' },
    });
    const database = container('d', { env: { POSTGRES_DB: 'template', POSTGRES_USER: 'root' } });
    expect(guessConnection([backend, database])).toEqual({ role: 'shop_user', database: 'shop_live' });
    expect(guessConnection([database])).toEqual({ role: 'root', database: 'template' });
    expect(guessConnection([])).toEqual({ role: null, database: null });
  });
});

describe('guessMedia', () => {
  const database = container('db', { mounts: [volume('data', '/var/lib/postgresql/data')] });

  it('takes the volume that ends in /media and is shared with the workers', () => {
    const backend = container('b', {
      mounts: [volume('static', '/app/static'), volume('files', '/app/media')],
    });
    const worker = container('w', { mounts: [volume('files', '/app/media')] });
    expect(guessMedia([backend], [worker], [database])).toEqual({
      location: { kind: 'volume', name: 'files' },
      folder: '',
      mode: 'merge',
    });
  });

  it('follows MEDIA_ROOT into a folder of a mount, a bind-mounted one too', () => {
    const bind: MountInfo = {
      type: 'bind',
      name: null,
      source: '/srv/shop',
      destination: '/data',
      readWrite: true,
    };
    const backend = container('b', {
      env: { MEDIA_ROOT: '/data/uploads/media' },
      mounts: [volume('m', '/app/media'), bind],
    });
    expect(guessMedia([backend], [], [database])).toEqual({
      location: { kind: 'bind', path: '/srv/shop' },
      folder: 'uploads/media',
      mode: 'merge',
    });
  });

  it('takes neither the database’s volume nor one that is only read', () => {
    const backend = container('b', { mounts: [volume('data', '/media'), volume('ro', '/app/media', false)] });
    expect(guessMedia([backend], [], [container('db', { mounts: [volume('data', '/x')] })])).toBeNull();
  });
});

describe('proposeProfile', () => {
  const db = container('shop-db-1', {
    image: 'postgres:15',
    labels: compose('db'),
    env: { POSTGRES_DB: 'shop', POSTGRES_USER: 'shop_user' },
  });
  const backend = container('shop-backend-1', {
    labels: compose('backend'),
    command: ['gunicorn'],
    mounts: [volume('shop_media', '/app/media')],
  });
  const worker = (number: number) =>
    container(`shop-worker-${number}`, {
      labels: compose('worker'),
      command: ['celery', 'worker'],
      health: null,
    });
  const beat = container('shop-beat-1', { labels: compose('beat'), command: ['celery', 'beat'] });
  const stranger = container('other-web-1', {
    command: ['gunicorn'],
    labels: { ...compose('web'), 'com.docker.compose.project': 'zzz' },
  });

  it('names one application by its Compose labels, beat and workers before the backend, replicas once', () => {
    const containers = [backend, db, worker(1), worker(2), beat, stranger].map((each) => ({
      container: each,
      role: guessRole(each).role,
    }));
    const { host } = sampleProfile();
    const proposal = proposeProfile({
      hop: host,
      jumpHosts: [],
      docker: { command: ['docker'] },
      containers,
    });
    const by = (service: string) => ({ by: 'compose', project: 'shop', service });
    expect(proposal.database).toMatchObject({
      container: by('db'),
      name: 'shop',
      applicationRole: 'shop_user',
    });
    expect(proposal.services.map(({ ref, role }) => [ref, role])).toEqual([
      [by('beat'), 'worker'],
      [by('worker'), 'worker'],
      [by('backend'), 'backend'],
    ]);
    expect(proposal.media?.location).toEqual({ kind: 'volume', name: 'shop_media' });
    expect(proposal.health).toEqual({ kind: 'docker', service: by('backend') });
    expect(proposal.environment).toBe('other');
  });

  it('is a valid profile even where nothing was found', () => {
    const hop = { ...sampleProfile().host, host: '::1' };
    const proposal = proposeProfile({ hop, jumpHosts: [], docker: { command: ['docker'] }, containers: [] });
    expect(proposal).toMatchObject({
      services: [],
      media: null,
      health: null,
      database: { name: 'unknown' },
    });
  });
});

describe('presets', () => {
  const names = ['backtuki-db-1', 'backtuki-backend-1', 'backtuki-celery-worker-1', 'backtuki-celery-beat-1'];
  const { host } = sampleProfile();
  const unknown = proposeProfile({
    hop: host,
    jumpHosts: [],
    docker: { command: ['docker'] },
    containers: [],
  });

  it('complete a proposal where all containers of a known application are there', () => {
    const completed = applyPreset(unknown, [...names, 'another']);
    expect(completed).toMatchObject({ environment: 'production', database: { name: 'tuki_production' } });
    expect(completed.services).toHaveLength(3);
    expect(applyPreset(unknown, names.slice(1))).toEqual(unknown);
  });

  it('never overrule what was found', () => {
    const found = sampleProfile({ environment: 'other' });
    expect(applyPreset(found, names)).toEqual({ ...found, environment: 'production' });
  });
});
