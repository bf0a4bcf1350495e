import { z } from 'zod';

/** What the proxy does to the connection from now on. */
export const conditionsSchema = z.object({
  /** Connections are refused, as by a host that is down. */
  refuse: z.boolean().default(false),
  /** Connections are accepted and then nothing moves, as behind a firewall that forgot them. */
  stall: z.boolean().default(false),
  /** Milliseconds added to every byte's way, in each direction. */
  delayMs: z.number().min(0).default(0),
  /** Kilobytes a second and direction; null is unlimited. */
  kilobytesPerSecond: z.number().positive().nullable().default(null),
  /** All connections are cut once after this many bytes (both directions, counted from now on). */
  cutAfterBytes: z.number().int().min(0).nullable().default(null),
});
export type Conditions = z.infer<typeof conditionsSchema>;
export type ConditionsInput = z.input<typeof conditionsSchema>;

/** One request to the proxy's control socket: a JSON line, answered by a JSON line. */
export const proxyRequestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('set'), conditions: conditionsSchema }),
  z.object({ do: z.literal('cut') }),
  z.object({ do: z.literal('show') }),
]);
export type ProxyRequest = z.infer<typeof proxyRequestSchema>;
