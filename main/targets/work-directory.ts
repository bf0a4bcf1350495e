import { fail } from '../../shared/errors/app-error';
import type { RemoteHost } from '../restore/ports/host';

/**
 * Prints the absolute path, then the nearest folder above it that exists, its time of change, and its names.
 * `~` and relative paths are the login user's home.
 */
const RESOLVE = `
case $1 in
  '~') path=$HOME ;;
  '~/'*) path=$HOME/\${1#'~/'} ;;
  /*) path=$1 ;;
  *) path=$HOME/$1 ;;
esac
there=$path rest=
while [ ! -d "$there" ]; do
  rest=/\${there##*/}$rest
  there=\${there%/*}
  [ -n "$there" ] || there=/
done
cd "$there" || exit 1
there=$(pwd -P)
[ "$there" = / ] && base= || base=$there
printf '%s\\n%s\\n' "$base$rest" "$there"
stat -c %Y "$there" && ls -a
`;

const TRIES = 3;

/**
 * The work directory as an absolute path, which exec and SFTP must see as one: an SFTP that is locked into a folder
 * shows another place under the same name. Told by the nearest existing folder's time of change and names, since
 * SFTP's realpath also answers for paths that are not there. Nothing is written. Throws `work-directory-mismatch`.
 */
export async function resolveWorkDirectory(host: RemoteHost, path: string): Promise<string> {
  for (let left = TRIES; ; left -= 1) {
    const view = await askHost(host, path);
    const seen = await compareWithSftp(host, view);
    if (seen === null) return view.path;
    // Somebody may have changed the folder between the two looks.
    if (left === 1) throw fail('work-directory-mismatch', { path: view.path, sftp: seen });
  }
}

interface HostView {
  readonly path: string;
  readonly existing: string;
  readonly modifiedSeconds: number;
  readonly names: ReadonlySet<string>;
}

async function askHost(host: RemoteHost, path: string): Promise<HostView> {
  const output = await host.run(['sh', '-c', RESOLVE, 'sh', path], { timeoutMs: 30_000 });
  const [absolute = '', existing = '', modified = '', ...names] = output.replace(/\n$/, '').split('\n');
  return {
    path: absolute,
    existing,
    modifiedSeconds: Number(modified),
    names: new Set(names.filter((name) => name !== '.' && name !== '..')),
  };
}

/** What SFTP sees instead, or null when it sees the same folder. */
async function compareWithSftp(host: RemoteHost, view: HostView): Promise<string | null> {
  const stats = await host.stat(view.existing);
  if (!stats?.directory) return `no folder ${view.existing}`;
  const names = await host.list(view.existing);
  const sameNames = names.length === view.names.size && names.every((name) => view.names.has(name));
  const sameTime = Math.floor(stats.modifiedAt / 1000) === view.modifiedSeconds;
  return sameNames && sameTime ? null : `another folder under ${view.existing}`;
}
