import { isUtf8 } from './utf8';

/** Django's own table of what was applied; more of it than this is not kept. */
export const CAPTURE_LIMIT = 4 * 1024 * 1024;

/** Collects the COPY rows of `django_migrations` and says which migration is the newest of each app. */
export class MigrationCapture {
  readonly #columns: readonly string[];
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  take(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes <= CAPTURE_LIMIT) this.#pieces.push(Buffer.from(bytes));
  }

  /** The newest per app by id, in the order of their ids. Null: the columns are not Django's, or there are too many rows. */
  newest(): { app: string; name: string }[] | null {
    const app = this.#columns.indexOf('app');
    const name = this.#columns.indexOf('name');
    const id = this.#columns.indexOf('id');
    if (app === -1 || name === -1 || this.#bytes > CAPTURE_LIMIT) return null;
    const newest = new Map<string, { app: string; name: string; order: number }>();
    let line = 0;
    for (const row of lines(Buffer.concat(this.#pieces))) {
      const fields = row.split('\t').map(unescapeCopy);
      const order = id === -1 ? line : Number(fields[id] ?? line);
      line++;
      const found = { app: fields[app] ?? '', name: fields[name] ?? '', order };
      const before = newest.get(found.app);
      if (before === undefined || before.order < order) newest.set(found.app, found);
    }
    return [...newest.values()].sort((a, b) => a.order - b.order).map((m) => ({ app: m.app, name: m.name }));
  }
}

function lines(bytes: Buffer): string[] {
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const all = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const end = all.indexOf('\\.');
  return all.slice(0, end === -1 ? all.length : end).filter((line) => line !== '');
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** COPY's text format, as far as names of apps and migrations need it. */
function unescapeCopy(field: string): string {
  return field.replace(/\\(.)/g, (_all, letter: string) => ESCAPES[letter] ?? letter);
}
