import { z } from 'zod';
import type { LeftCode } from '../phrases/phrases-en';
import { errorCodeSchema } from './codes';

/** What was run and what it said: shown folded under an error, redacted by the log sink like everything else. */
export const evidenceSchema = z.object({
  /** The command as an argument array, without secrets. */
  command: z.array(z.string()).optional(),
  exitCode: z.number().int().nullable().optional(),
  signal: z.string().nullable().optional(),
  /** The last lines of standard error (or of the helper's log), at most about 4 KB. */
  stderrTail: z.string().optional(),
  /** Where in the archive or dump: an entry name, or `entry:line`. */
  where: z.string().optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Values the sentences of the catalogue are filled with: `{name}` in a sentence takes `params.name`. */
export const errorParamsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type ErrorParams = z.infer<typeof errorParamsSchema>;

/**
 * An error as data: crosses IPC, is stored with a job, is printed by the CLI.
 * `left` says what exists now because of it (or that nothing does): a phrase of ours; an older job may hold a sentence.
 */
export const appErrorSchema = z.object({
  code: errorCodeSchema,
  params: errorParamsSchema,
  evidence: evidenceSchema.optional(),
  left: z.string().optional(),
});
export type AppError = z.infer<typeof appErrorSchema>;

/** The one exception class of the project: carries an {@link AppError}. Expected outcomes are values, not this. */
export class RestoreConsoleError extends Error {
  readonly error: AppError;

  constructor(error: AppError, options?: { cause?: unknown }) {
    super(`${error.code} ${JSON.stringify(error.params)}`, options);
    this.name = 'RestoreConsoleError';
    this.error = error;
  }
}

/** Makes a {@link RestoreConsoleError} in one line: `throw fail('lock-held', { by: 'ana@laptop' })`. */
export function fail(
  code: AppError['code'],
  params: ErrorParams = {},
  more: { evidence?: Evidence; left?: LeftCode; cause?: unknown } = {},
): RestoreConsoleError {
  const error: AppError = { code, params };
  if (more.evidence) error.evidence = more.evidence;
  if (more.left) error.left = more.left;
  return new RestoreConsoleError(error, more.cause === undefined ? undefined : { cause: more.cause });
}

/** Any thrown thing as an {@link AppError}; what nobody expected becomes `internal` with its message and stack top. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof RestoreConsoleError) return thrown.error;
  if (thrown instanceof Error) {
    return {
      code: 'internal',
      params: { message: thrown.message },
      evidence: { stderrTail: thrown.stack ?? thrown.message },
    };
  }
  return { code: 'internal', params: { message: String(thrown) } };
}
