import type { Dump } from '../../../shared/manifest';
import type { TargetFacts } from '../preflight/probe-target';
import type { Findings, FindingsQuestion } from './findings';
import { loadedBytes } from './space';

/** pg_dump puts owner, settings and rights of the database itself into its archives from this version on. */
const DUMPS_DATABASE_PROPERTIES = 11;

/** Rates of a small server, in bytes a second: pg_dump with its proof, and a load with its indexes and the counting. */
const BACKUP_RATE = 40e6;
const LOAD_RATE = 15e6;
/** Stopping and booting the services, and what is asked in between. */
const STOP_AND_START_SECONDS = 20;

/** What stands against a restore in place, and that it is the long way. */
export function inPlaceFindings(question: FindingsQuestion): Findings {
  const { options, facts, dump, profile } = question;
  if (options.strategy !== 'in-place' || !facts.database) return { blockers: [], warnings: [] };
  const database = profile.database.name;
  if (!dump || !facts.database.live) {
    return { blockers: [{ code: 'in-place-without-database', params: { database } }], warnings: [] };
  }
  const { clientVersion } = facts.database;
  return {
    blockers: [
      ...(options.safetyBackup ? [] : [{ code: 'in-place-needs-backup' as const, params: { database } }]),
      ...(Number.parseInt(clientVersion, 10) >= DUMPS_DATABASE_PROPERTIES
        ? []
        : [
            {
              code: 'client-tool-missing' as const,
              params: {
                tool: `pg_dump ${DUMPS_DATABASE_PROPERTIES}`,
                image: `PostgreSQL ${clientVersion}`,
              },
            },
          ]),
    ],
    warnings: [{ code: 'in-place-long', params: { database, seconds: inPlaceDowntime(facts, dump) } }],
  };
}

/** Seconds without service by the sizes of both databases; a figure to plan with, on the long side. */
export function inPlaceDowntime(facts: TargetFacts, dump: Dump): number {
  const live = facts.database?.live?.bytes ?? 0;
  return Math.ceil(STOP_AND_START_SECONDS + live / BACKUP_RATE + loadedBytes(dump) / LOAD_RATE);
}
