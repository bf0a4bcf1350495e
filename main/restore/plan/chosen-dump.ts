import type { AppError } from '../../../shared/errors/app-error';
import type { Dump, Manifest } from '../../../shared/manifest';
import type { RestoreOptions } from '../../../shared/restore/plan';

export type ChosenDump =
  | { readonly kind: 'dump'; readonly dump: Dump }
  /** The archive has none, or the operator left the database out. */
  | { readonly kind: 'none' }
  | { readonly kind: 'blocked'; readonly error: AppError };

/** The one dump a run restores. Where an archive has several the operator names one; nothing is guessed. */
export function chooseDump(
  manifest: Manifest,
  options: Pick<RestoreOptions, 'restoreSql' | 'dump'>,
): ChosenDump {
  if (!options.restoreSql || manifest.dumps.length === 0) return { kind: 'none' };
  const names = manifest.dumps.map((dump) => dump.name).join(', ');
  if (options.dump !== null) {
    const wanted = options.dump;
    const matches = manifest.dumps.filter((dump) => dump.name === wanted || dump.name.endsWith(`/${wanted}`));
    const [dump] = matches;
    return dump && matches.length === 1
      ? { kind: 'dump', dump }
      : { kind: 'blocked', error: { code: 'dump-not-found', params: { name: wanted, names } } };
  }
  const [dump] = manifest.dumps;
  return dump && manifest.dumps.length === 1
    ? { kind: 'dump', dump }
    : { kind: 'blocked', error: { code: 'dump-not-named', params: { names } } };
}
