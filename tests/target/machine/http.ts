import http from 'node:http';

/**
 * Asks a page over a connection of its own. Not `fetch`: on Node 20 a request whose connection the other side closes
 * before it answers can stay pending without keeping the process alive, so a program that only waits for it ends.
 */
export function ask(
  url: string,
  options: { readonly timeoutMs?: number; readonly post?: unknown } = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const body = options.post === undefined ? null : JSON.stringify(options.post);
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: body === null ? 'GET' : 'POST', agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
      answer.on('error', reject);
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`${url} did not answer`)),
      options.timeoutMs ?? 10_000,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body ?? undefined);
  });
}
