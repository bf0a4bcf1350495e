import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

const SCHEME = 'console';
/** The only page this program shows. A scheme of its own, so that its answers carry headers and `file:` needs no rights. */
export const PAGE_URL = `${SCHEME}://window/index.html`;
const ORIGIN = `${SCHEME}://window`;

/**
 * `style-src 'unsafe-inline'`: the component library and the terminal put style elements into the page.
 * Everything else comes from the package or is refused; the page has no network.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** True for an address of our own page. */
export function isOwnPage(url: string): boolean {
  return url === ORIGIN || url.startsWith(`${ORIGIN}/`);
}

/** Must be called before the app is ready. */
export function declarePageProtocol(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the built page from `folder`, each answer with the content security policy. */
export function servePage(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const file = fileFor(request.url, folder);
    const body = file === null ? null : await readFile(file).catch(() => null);
    if (file === null || body === null)
      return new Response('Not found', { status: 404, headers: headersFor('.txt') });
    return new Response(body, { headers: headersFor(extname(file)) });
  });
}

function fileFor(url: string, folder: string): string | null {
  if (!isOwnPage(url)) return null;
  const file = normalize(join(folder, decodeURIComponent(new URL(url).pathname)));
  return file.startsWith(folder + sep) ? file : null;
}

function headersFor(extension: string): Record<string, string> {
  return {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}
