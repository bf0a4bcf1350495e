import { openSshConnection } from '../../main/remote/ssh-connection';
import { SshRemoteHost } from '../../main/remote/ssh-remote-host';
import type { Hop } from '../../shared/profile';

/** A connected host for a test, or a failure that shows the outcome. */
export async function openHost(host: Hop, jumpHosts: readonly Hop[] = []): Promise<SshRemoteHost> {
  const outcome = await openSshConnection({ host, jumpHosts, secret: async () => null });
  if (outcome.kind !== 'connected') throw new Error(`not connected: ${JSON.stringify(outcome)}`);
  return new SshRemoteHost(outcome.connection);
}

/** The error a promise is rejected with, as data; a promise that resolves fails the test. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<{ code: string; params: Record<string, unknown>; left?: string }> {
  const outcome = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof Error && 'error' in outcome) {
    return JSON.parse(JSON.stringify(outcome.error));
  }
  throw new Error(`expected an AppError, got ${String(outcome)}`);
}
