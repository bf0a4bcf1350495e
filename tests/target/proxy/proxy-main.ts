import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { proxyRequestSchema } from './conditions';
import { ProxyServer } from './proxy-server';

/** Process of its own: `proxy-main PORT UPSTREAM_PORT CONTROL_SOCKET`. */
async function main(): Promise<void> {
  const [port, upstreamPort, controlSocket] = process.argv.slice(2);
  if (controlSocket === undefined) throw new Error('usage: proxy-main PORT UPSTREAM_PORT CONTROL_SOCKET');
  const proxy = new ProxyServer(Number(port), Number(upstreamPort));
  await proxy.listen();
  createServer((socket) => answer(proxy, socket)).listen(controlSocket);
}

function answer(proxy: ProxyServer, socket: Socket): void {
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket }).on('line', (line) => {
    proxy
      .handle(proxyRequestSchema.parse(JSON.parse(line)))
      .then((state) => socket.end(`${JSON.stringify(state)}\n`))
      .catch((error: unknown) => socket.end(`${JSON.stringify({ error: String(error) })}\n`));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
