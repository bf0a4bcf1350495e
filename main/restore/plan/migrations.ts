import type { AppError } from '../../../shared/errors/app-error';
import type { Dump } from '../../../shared/manifest';
import type { MigrationFacts } from '../ports/database';

const SHOWN = 5;

export type MigrationVerdict =
  | { readonly kind: 'same-or-unknown' }
  /** Migrate will run after the restore. */
  | { readonly kind: 'code-ahead'; readonly warning: AppError }
  /** The backup holds migrations the running code has never applied. */
  | { readonly kind: 'code-behind'; readonly blocker: AppError };

/**
 * Compares the backup's migrations with those the running application has applied. The applied list stands for the
 * code: an application that has run `migrate` has applied what it knows. Names sort by their number within an app.
 */
export function compareMigrations(
  dump: Dump,
  live: MigrationFacts | null,
  service: string,
): MigrationVerdict {
  if (!dump.migrations || !live) return { kind: 'same-or-unknown' };
  const applied = new Set(live.applied);
  const unknownToCode = dump.migrations
    .map((newest) => `${newest.app}.${newest.name}`)
    .filter((name) => !applied.has(name));
  if (unknownToCode.length > 0) {
    return {
      kind: 'code-behind',
      blocker: { code: 'code-behind-data', params: { names: list(unknownToCode), service } },
    };
  }
  const newestByApp = new Map(dump.migrations.map(({ app, name }) => [app, name]));
  const toRun = live.applied.filter((full) => {
    const dot = full.indexOf('.');
    const newest = newestByApp.get(full.slice(0, dot));
    return newest === undefined || full.slice(dot + 1) > newest;
  });
  if (toRun.length === 0) return { kind: 'same-or-unknown' };
  return {
    kind: 'code-ahead',
    warning: { code: 'code-ahead-of-data', params: { names: list(toRun), service } },
  };
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown}, … (${names.length})` : shown;
}
