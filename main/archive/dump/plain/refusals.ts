import type { ErrorCode } from '../../../../shared/errors/codes';
import { isWord } from './names';
import type { Statement } from './statement';

/** Statements that define or describe a function may name it without calling it. */
const NAMING = ['create', 'alter', 'comment', 'drop', 'grant', 'revoke'];

/**
 * The code by which a top-level statement other than COPY is refused, or null. What hides inside a DO block or
 * a function is not judged: the loader's rights stop it on the host.
 */
export function refusalOf(statement: Statement): ErrorCode | null {
  if (statement.startsWith('alter', 'system')) return 'dump-alter-system';
  const files = statement.watched.some((word) => word === 'lo_import' || word === 'lo_export');
  if (files && !isWord(statement.head[0], ...NAMING)) return 'dump-large-object-file';
  return null;
}
