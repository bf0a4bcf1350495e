import { expect, test } from 'vitest';
import type { CommandContext } from '../../../main/cli/command-context';
import { discoverCommand } from '../../../main/cli/commands/discover';
import { EXIT } from '../../../main/cli/exit-code';
import type { DiscoveryOutcome } from '../../../shared/target-checks';
import { writtenLines } from '../../support/written-lines';

const offered = {
  hop: -1,
  host: 'db.example.org',
  port: 22,
  type: 'ssh-ed25519',
  key: 'AAAA',
  sha256: 'SHA256:offered',
  md5: 'MD5:aa',
};
const unknown: DiscoveryOutcome = { kind: 'not-reached', outcome: { kind: 'host-key-unknown', offered } };

async function discover(words: { readonly fingerprint?: string }): Promise<{ exit: number; err: string }> {
  const { io, err } = writtenLines();
  const app = { targets: { discover: async () => unknown } };
  const context = { io, language: 'en', app: async () => app } as unknown as CommandContext;
  const exit = await discoverCommand(context, 'deploy@db.example.org', { port: '22', ...words });
  return { exit, err: err.join('\n') };
}

test('a key that is not the one named ends it, and says what was offered and what was expected', async () => {
  const { exit, err } = await discover({ fingerprint: 'SHA256:wanted' });
  expect(exit).toBe(EXIT.blocked);
  expect(err).toContain('db.example.org:22 offers a ssh-ed25519 key');
  expect(err).toContain('SHA256:offered');
  expect(err).toContain('Expected by --fingerprint: SHA256:wanted');
});

test('without a terminal to ask on it says how a key is named', async () => {
  const { exit, err } = await discover({});
  expect(exit).toBe(EXIT.blocked);
  expect(err).toContain('--fingerprint SHA256:offered');
});
