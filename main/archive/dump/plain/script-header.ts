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
