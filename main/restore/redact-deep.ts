import type { AppError } from '../../shared/errors/app-error';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Every string in a value, redacted; the shape stays. Keys are ours and stay too. */
export function redactDeep<T>(value: T, redact: Redact): T;
export function redactDeep(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)]));
  }
  return value;
}

/**
 * An error's evidence with its command joined first: a secret may stand in the argument after the option that names
 * it, which no redaction of single words can see.
 */
export function withJoinedCommand(error: AppError): AppError {
  const command = error.evidence?.command;
  if (!command) return error;
  return { ...error, evidence: { ...error.evidence, command: [command.join(' ')] } };
}
