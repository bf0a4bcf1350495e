import { z } from 'zod';
import { type AppError, appErrorSchema } from '../errors/app-error';

/** The envelope of every reply: a value, or an error as data. Nothing is thrown across the bridge. */
export type WireResult<T> = { ok: true; value: T } | { ok: false; error: AppError };

/** Schema of a reply whose value has the given schema. */
export function wireResultSchema<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: appErrorSchema }),
  ]);
}
