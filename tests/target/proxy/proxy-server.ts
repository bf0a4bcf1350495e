import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { type Conditions, conditionsSchema, type ProxyRequest } from './conditions';
import { ShapedStream } from './shaped-stream';

/** A TCP proxy between a loopback port and sshd whose line can be made bad. */
export class ProxyServer {
  private conditions: Conditions = conditionsSchema.parse({});
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(
    private readonly port: number,
    private readonly upstreamPort: number,
  ) {}

  async handle(request: ProxyRequest): Promise<Conditions & { connections: number }> {
    switch (request.do) {
      case 'cut':
        this.cut();
        break;
      case 'set':
        await this.set(request.conditions);
        break;
      case 'show':
        break;
    }
    return { ...this.conditions, connections: this.sockets.size / 2 };
  }

  async set(conditions: Conditions): Promise<void> {
    this.conditions = conditions;
    if (conditions.refuse) {
      this.cut();
      await this.close();
    } else await this.listen();
  }

  listen(): Promise<void> {
    if (this.server !== undefined) return Promise.resolve();
    const server = createServer((client) => this.accept(client));
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  private close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  private accept(client: Socket): void {
    const upstream = connect(this.upstreamPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    }
    this.carry(client, upstream);
    this.carry(upstream, client);
  }

  private carry(from: Socket, to: Socket): void {
    const shaped = new ShapedStream(
      () => this.conditions,
      (bytes) => this.count(bytes),
    );
    pipeline(from, shaped, to, (error) => {
      if (error === undefined || error === null) return;
      from.destroy();
      to.destroy();
    });
  }

  private count(bytes: number): void {
    const left = this.conditions.cutAfterBytes;
    if (left === null) return;
    this.conditions = { ...this.conditions, cutAfterBytes: left - bytes <= 0 ? null : left - bytes };
    if (left - bytes <= 0) this.cut();
  }

  /** Resets every connection at once; new ones are welcome. */
  private cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}
