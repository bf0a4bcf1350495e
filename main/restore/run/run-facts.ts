import { z } from 'zod';
import { serviceSchema } from '../../../shared/profile';
import type { TargetFacts } from '../preflight/probe-target';

/**
 * What preflight found and later steps still need, small enough and free of secrets, so that it can lie in the job
 * folder: a console that takes the run over builds on what was found then, not on what a half-done run looks like.
 */
export const runFactsSchema = z.object({
  database: z
    .object({
      adminRole: z.string(),
      /** Null at a first restore. */
      live: z.object({ oid: z.number() }).nullable(),
      databases: z.array(z.object({ name: z.string() })),
    })
    .nullable(),
  media: z.object({ source: z.string(), exists: z.boolean() }).nullable(),
  health: z.object({ healthy: z.boolean(), detail: z.string() }).nullable(),
  services: z.array(
    z.object({
      service: serviceSchema,
      container: z.object({ name: z.string(), running: z.boolean() }).nullable(),
    }),
  ),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

/** The part of the probes that a run goes on with. */
export function runFactsOf(facts: TargetFacts): RunFacts {
  const { database, media } = facts;
  return {
    database: database && {
      adminRole: database.adminRole,
      live: database.live && { oid: database.live.oid },
      databases: database.databases.map(({ name }) => ({ name })),
    },
    media: media && { source: media.source, exists: media.exists },
    health: facts.health && { healthy: facts.health.healthy, detail: facts.health.detail },
    services: facts.services.map(({ service, container }) => ({
      service,
      container: container && { name: container.name, running: container.running },
    })),
  };
}
