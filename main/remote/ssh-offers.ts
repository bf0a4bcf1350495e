import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';

/**
 * What a host offers in its key exchange, by kind, for the message of `no-common-algorithm`. ssh2 tells it only in
 * its debug lines, which cost too much on a connection that carries an archive: so a second, short attempt is made.
 */
export async function readOffers(
  address: { readonly host: string; readonly port: number; readonly through: Duplex | null },
  timeoutMs: number,
): Promise<ReadonlyMap<string, string>> {
  const offers = new Map<string, string>();
  const client = new Client();
  return new Promise((resolve) => {
    const end = () => {
      client.destroy();
      resolve(offers);
    };
    client.on('error', end).on('close', end);
    client.connect({
      host: address.host,
      port: address.port,
      ...(address.through ? { sock: address.through } : {}),
      username: 'none',
      readyTimeout: timeoutMs,
      hostVerifier: () => false,
      debug: (line) => {
        const match = /^Handshake: \(remote\) (.+?): (.*)$/.exec(line);
        if (match?.[1] !== undefined && match[2] !== undefined) offers.set(match[1], match[2]);
      },
    });
  });
}

/** ssh2's words in the error of a failed negotiation → the kind of its debug line and the words for a person. */
export const NEGOTIATED: Readonly<Record<string, { readonly offer: string; readonly name: string }>> = {
  'key exchange algorithm': { offer: 'KEX method', name: 'key exchange' },
  'host key format': { offer: 'Host key format', name: 'host key type' },
  'C->S cipher': { offer: 'C->S cipher', name: 'cipher' },
  'S->C cipher': { offer: 'S->C cipher', name: 'cipher' },
  'C->S MAC': { offer: 'C->S MAC', name: 'MAC' },
  'S->C MAC': { offer: 'S->C MAC', name: 'MAC' },
};
