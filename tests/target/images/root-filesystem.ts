import { createHash } from 'node:crypto';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { debianSources } from '../machine/debian-sources';
import { withLock } from '../machine/lock';
import { cacheFolder, stateFolder } from '../machine/paths';
import { run } from '../machine/run';
import { say } from '../machine/say';

/** A Debian root file system made from packages, as a tar that `docker import` takes. */
export interface RootFilesystem {
  /** Of the image imported from it. */
  image: string;
  packages: readonly string[];
  /** dpkg path patterns that are left out to keep it small. */
  without: readonly string[];
  /** Shell run with the root folder as `$1` after the packages are in. */
  finish?: string;
}

const NO_DOCUMENTS = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'];

/** PostgreSQL and its tools, no Python. The JIT compiler is left out: it is half the size and switched off. */
export const DATABASE_ROOT: RootFilesystem = {
  image: 'restore-console-test/debian-postgresql',
  packages: ['postgresql', 'locales'],
  without: [
    ...NO_DOCUMENTS,
    '/usr/lib/postgresql/*/lib/bitcode/*',
    '/usr/lib/postgresql/*/lib/llvmjit*',
    '/usr/lib/*/libLLVM*',
    '/usr/lib/llvm-*',
  ],
  finish:
    'chroot "$1" localedef -i en_US -f UTF-8 en_US.UTF-8; rm -rf "$1"/usr/share/i18n "$1"/var/lib/postgresql/*/main',
};

/** Django, Celery, gunicorn and a Redis server; no PostgreSQL tools. */
export const APPLICATION_ROOT: RootFilesystem = {
  image: 'restore-console-test/debian-django',
  packages: [
    'python3-django',
    'python3-celery',
    'python3-gunicorn',
    'python3-psycopg2',
    'python3-redis',
    'redis-server',
  ],
  without: [...NO_DOCUMENTS, '/usr/lib/python3/dist-packages/django/*/LC_MESSAGES/*'],
};

/** What decides the content of the root file system; changes with the release and the package list. */
export async function rootFilesystemKey(root: RootFilesystem): Promise<string> {
  const { codename } = await debianSources();
  return createHash('sha256')
    .update(JSON.stringify([codename, root]))
    .digest('hex')
    .slice(0, 16);
}

/** Path of the tar in the cache; made when it is not there yet. */
export async function rootFilesystemTar(root: RootFilesystem): Promise<string> {
  const key = await rootFilesystemKey(root);
  const tar = path.join(cacheFolder(), `root-${key}.tar`);
  return withLock(path.join(stateFolder(), 'locks', `root-${key}.lock`), async () => {
    const there = await access(tar).then(
      () => true,
      () => false,
    );
    if (!there) await makeTar(root, tar);
    return tar;
  });
}

async function makeTar(root: RootFilesystem, tar: string): Promise<void> {
  const sources = await debianSources();
  say(`making ${root.image} from Debian packages: ${root.packages.join(', ')} (under a minute, cached)`);
  await mkdir(path.dirname(tar), { recursive: true });
  const list = `${tar}.sources.list`;
  const part = `${tar}.part.tar`;
  await writeFile(list, `${sources.lines.join('\n')}\n`);
  await run([
    'mmdebstrap',
    '--variant=minbase',
    `--include=${root.packages.join(',')}`,
    ...root.without.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    ...(root.finish === undefined ? [] : [`--customize-hook=${root.finish}`]),
    sources.codename,
    part,
    list,
  ]);
  await rename(part, tar);
}
