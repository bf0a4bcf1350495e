import { createServer } from 'node:net';
import { attempt, run } from './run';

/** Bridge names and addresses of one instance, derived from its id so that instances do not meet. */
export interface Subnet {
  bridge: string;
  /** Of Docker's default network. */
  bridgeAddress: string;
  composeBridge: string;
  composeSubnet: string;
}

export function subnetOf(id: string): Subnet {
  // 10.128.0.0 to 10.255.254.0, one /24 each: the first half for the default bridge, the second for the application.
  const number = Number.parseInt(id.slice(0, 4), 16) & 0x7fff;
  const prefix = `10.${128 + (number >> 8)}.${number & 0xff}`;
  return {
    bridge: `rct${id}0`,
    bridgeAddress: `${prefix}.1/25`,
    composeBridge: `rct${id}1`,
    composeSubnet: `${prefix}.128/25`,
  };
}

/** Makes the default network's bridge. dockerd runs without iptables rules, so nothing of another Docker is touched. */
export async function createBridge(subnet: Subnet): Promise<void> {
  if ((await attempt(['ip', 'link', 'show', subnet.bridge])).code !== 0) {
    await run(['ip', 'link', 'add', subnet.bridge, 'type', 'bridge']);
    await run(['ip', 'address', 'add', subnet.bridgeAddress, 'dev', subnet.bridge]);
  }
  await run(['ip', 'link', 'set', subnet.bridge, 'up']);
  await letContainersTalk(subnet);
}

/**
 * Where another Docker set the forward policy to DROP and bridged packets pass iptables, containers of our
 * bridge could not reach each other; one rule of ours, taken out by `removeBridges`, lets them.
 */
async function letContainersTalk(subnet: Subnet): Promise<void> {
  const policy = await attempt(['iptables', '-S', 'FORWARD']);
  if (!policy.stdout.includes('-P FORWARD DROP')) return;
  const rule = forwardRule(subnet);
  if ((await attempt(['iptables', '-C', ...rule])).code !== 0) await run(['iptables', '-I', ...rule]);
}

function forwardRule(subnet: Subnet): string[] {
  return ['FORWARD', '-i', subnet.composeBridge, '-o', subnet.composeBridge, '-j', 'ACCEPT'];
}

export async function removeBridges(subnet: Subnet): Promise<void> {
  await attempt(['iptables', '-D', ...forwardRule(subnet)]).catch(() => undefined);
  await attempt(['ip', 'link', 'del', subnet.bridge]);
  await attempt(['ip', 'link', 'del', subnet.composeBridge]);
}

/** A loopback port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
