import type { Token } from './statement';

/** How scripts begin. A file whose first statement starts otherwise is no SQL. */
const FIRST_WORDS = new Set(
  'set select create insert copy begin start drop alter comment grant revoke do delete update truncate with lock analyze vacuum reset commit rollback security reassign refresh call declare prepare discard import explain table values merge cluster reindex savepoint end abort listen notify load show'.split(
    ' ',
  ),
);

/** What pg_dump says about itself in comments. */
export class ScriptHeader {
  serverVersion: string | null = null;
  toolVersion: string | null = null;
  /** `-- PostgreSQL database dump` was seen; twice when two dumps were joined. */
  headers = 0;
  trailers = 0;
  cluster = false;

  /** Takes a comment's text without its dashes. True when it is a second header. */
  read(text: string): boolean {
    const line = text.trim();
    if (line === 'PostgreSQL database dump') return ++this.headers > 1;
    if (line === 'PostgreSQL database dump complete') this.trailers++;
    else if (line === 'PostgreSQL database cluster dump') this.cluster = true;
    const server = /^Dumped from database version (.{1,80})$/.exec(line);
    const tool = /^Dumped by pg_dump version (.{1,80})$/.exec(line);
    if (server) this.serverVersion ??= server[1] ?? null;
    if (tool) this.toolVersion ??= tool[1] ?? null;
    return false;
  }

  get madeByPgDump(): boolean {
    return this.headers > 0 || this.trailers > 0;
  }
}

/** True for a token that a script may begin with. */
export function beginsScript(first: Token): boolean {
  return first.kind === 'word' && FIRST_WORDS.has(first.text);
}
