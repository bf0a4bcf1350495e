import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { fail } from '../../shared/errors/app-error';
import type { RemoteHost } from '../restore/ports/host';
import type { JobPlace } from '../restore/ports/step';

const ITERATIONS = 4096;

/** Where the loader's password lies on the host while the run needs it: 0600, as a helper's environment file. */
export function loaderSecretPath(place: JobPlace): string {
  return `${place.jobDir}/loader.env`;
}

/** A password nobody has to type. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * The SCRAM-SHA-256 verifier of a password (RFC 5803, as pg_authid stores it). CREATE ROLE takes it in place of the
 * password, so that a server that logs statements (`log_statement = ddl`) never logs a password.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Keeps the loader's password on the host, so that a console that takes the run over can go on with it. */
export async function writeLoaderPassword(
  host: RemoteHost,
  place: JobPlace,
  password: string,
): Promise<void> {
  await host.writeFile(loaderSecretPath(place), `PGPASSWORD=${password}\n`, 0o600);
}

/** Throws `load-failed` when the file is gone: the fresh database must then be made anew. */
export async function readLoaderPassword(host: RemoteHost, place: JobPlace): Promise<string> {
  const content = await host.readFile(loaderSecretPath(place));
  const match = /^PGPASSWORD=(.+)$/m.exec(content?.toString('utf8') ?? '');
  if (match?.[1]) return match[1];
  throw fail('load-failed', {
    database: '',
    reason: 'the secret of the loader role is gone from the job folder',
    where: loaderSecretPath(place),
  });
}
