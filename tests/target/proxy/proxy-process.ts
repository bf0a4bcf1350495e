import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Daemon, daemonLogTail, daemonPid, startDaemon, stopDaemon } from '../machine/daemon';
import type { InstancePaths } from '../machine/paths';
import { waitUntil } from '../machine/wait-until';
import type { ProxyRequest } from './conditions';

function proxy(paths: InstancePaths): Daemon {
  return { name: 'proxy', folder: paths.log };
}

/** Starts the proxy in front of sshd as a process that outlives us. */
export async function startProxy(paths: InstancePaths, port: number, upstreamPort: number): Promise<void> {
  if ((await daemonPid(proxy(paths))) !== undefined) return;
  await rm(paths.proxySocket, { force: true });
  const loader = pathToFileURL(createRequire(__filename).resolve('tsx')).href;
  const main = path.join(__dirname, 'proxy-main.ts');
  const args = [main, String(port), String(upstreamPort), paths.proxySocket];
  // The loader in the process itself: behind the tsx command it would be a child that outlives a SIGKILL.
  await startDaemon(proxy(paths), [process.execPath, '--import', loader, ...args]);
  await waitUntil(
    'the proxy answers',
    15_000,
    () =>
      askProxy(paths, { do: 'show' }).then(
        () => true as const,
        () => undefined,
      ),
    () => daemonLogTail(proxy(paths)),
  );
}

export async function stopProxy(paths: InstancePaths): Promise<void> {
  await stopDaemon(proxy(paths));
}

/** Sends one request to the running proxy and returns its answer as text. */
export function askProxy(paths: InstancePaths, request: ProxyRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(paths.proxySocket, () => socket.write(`${JSON.stringify(request)}\n`));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('end', () =>
      answer.includes('"error"') ? reject(new Error(answer)) : resolve(answer.trim()),
    );
  });
}
