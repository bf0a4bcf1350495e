import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import type { Redactor } from './redact';

/** The program's own log (not a job's): events by name with fields, one file, every line redacted. */
export function openAppLog(
  stateFolder: string,
  redactor: Redactor,
): { readonly logger: Logger; readonly folder: string } {
  const folder = path.join(stateFolder, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = pino.destination({
    dest: path.join(folder, 'console.log'),
    mkdir: true,
    sync: true,
    mode: 0o600,
  });
  const logger = pino(
    { base: { pid: process.pid } },
    { write: (line: string) => file.write(redactor.redact(line)) },
  );
  return { logger, folder };
}
