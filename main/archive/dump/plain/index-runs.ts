import type { IndexRun, Stretch } from '../../../../shared/manifest';
import { isWord } from './names';
import type { Statement } from './statement';

/** No dump has more; a hostile one cannot fill the memory with them. */
const INDEX_LIMIT = 100_000;

/**
 * Finds stretches of a script in which nothing but indexes are made, and the statements that set up the session they
 * are made in: with both, several sessions can share the stretch. Indexes of a table need no order among themselves
 * (pg_restore -j builds them so); whatever stands between two of them ends the stretch.
 */
export class IndexRuns {
  readonly #settings: Stretch[] = [];
  readonly #runs: Stretch[][] = [];
  #run: Stretch[] = [];
  #count = 0;
  #inTransaction = false;

  /** A statement that stays, or is left out only by a server that does not know the setting. */
  read(statement: Statement, alone: boolean): void {
    const first = statement.head[0];
    if (isWord(first, 'begin') || statement.startsWith('start', 'transaction')) this.#inTransaction = true;
    if (isWord(first, 'commit') || isWord(first, 'end') || isWord(first, 'rollback'))
      this.#inTransaction = false;
    if (setsSession(statement)) this.#settings.push(stretchOf(statement));
    if (alone && !this.#inTransaction && makesIndex(statement) && this.#count < INDEX_LIMIT) {
      this.#count += 1;
      this.#run.push(stretchOf(statement));
    } else this.interrupt();
  }

  /** Something else than an index: what comes after it is another stretch. */
  interrupt(): void {
    if (this.#run.length > 1) this.#runs.push(this.#run);
    this.#run = [];
  }

  /** Stretches of two indexes and more, and what was set before the last of them. */
  result(): { readonly indexRuns: IndexRun[]; readonly sessionSettings: Stretch[] } {
    this.interrupt();
    const last = this.#runs.at(-1)?.[0]?.start ?? 0;
    return {
      indexRuns: this.#runs.map((indexes) => ({ indexes })),
      sessionSettings: this.#settings.filter((setting) => setting.end <= last),
    };
  }
}

function makesIndex(statement: Statement): boolean {
  return statement.startsWith('create', 'index') || statement.startsWith('create', 'unique', 'index');
}

function setsSession(statement: Statement): boolean {
  if (isWord(statement.head[0], 'set')) return !isWord(statement.head[1], 'local');
  return isWord(statement.head[0], 'select') && statement.head.some((token) => isWord(token, 'set_config'));
}

function stretchOf(statement: Statement): Stretch {
  return {
    start: statement.start,
    end: statement.end,
    firstLine: statement.line,
    lastLine: statement.lastLine,
  };
}
