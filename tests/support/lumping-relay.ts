import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A relay that keeps what a server says for a moment and hands it on in one piece: what a busy machine does by itself
 * when it reads late. What the client says goes on at once.
 */
export async function startLumpingRelay(
  port: number,
  holdMs: number,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let held: Buffer[] = [];
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      if (held.push(chunk) > 1) return;
      setTimeout(() => {
        client.write(Buffer.concat(held));
        held = [];
      }, holdMs);
    });
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
