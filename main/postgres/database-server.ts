import type { DatabaseServer } from '../restore/ports/database';
import { readActivity } from './activity';
import { adminPsqlArguments } from './admin-role';
import { dropDatabase, dropFresh } from './drop';
import { databaseFilesystems } from './filesystems';
import { createFresh } from './fresh-database';
import { handOver } from './hand-over/hand-over';
import { holdings } from './holdings';
import { inPlaceDatabase } from './in-place/in-place-database';
import { load } from './load/load';
import { mergeAdministrators, readAdministrators } from './merge/merge';
import { forgetMergeRecord } from './merge/merge-record';
import { probe, readMigrations } from './probe';
import { backUp } from './safety-backup';
import { type ServerReach, serverContext } from './server-context';
import { verify } from './verify/verify';

/**
 * The database server of a target. Connects to nothing before the first call; the admin role is found and proven then.
 * Control statements are short psql calls inside the database container, long work runs in helper containers beside it.
 */
export function createDatabaseServer(reach: ServerReach): DatabaseServer {
  const context = serverContext(reach);
  return {
    probe: () => probe(context),
    administrators: (database) => readAdministrators(context, database),
    migrations: (database) => readMigrations(context, database),
    async freeBytes() {
      const { data, wal } = await databaseFilesystems(context);
      return Math.min(data.freeBytes, wal?.freeBytes ?? data.freeBytes);
    },
    backUp: (place, io, file) => backUp(context, place, io, file),
    async createFresh(place, io, names, dump) {
      await forgetMergeRecord(context, place);
      return createFresh(context, place, io, names, dump);
    },
    load: (place, io, names, dump) => load(context, place, io, names, dump),
    mergeAdministrators: (place, io, names) => mergeAdministrators(context, place, io, names),
    verify: (place, io, names, dump, expectations) => verify(context, place, io, names, dump, expectations),
    handOver: (place, io, names) => handOver(context, place, io, names),
    adminPsql: async () => adminPsqlArguments(await context.admin(), context.profile, context.container),
    dropFresh: (names) => dropFresh(context, names),
    activity: (place, names, of) => readActivity(context, place.short, names.loader, of),
    holdings: () => holdings(context),
    dropOld: (name) => dropDatabase(context, name),
    inPlace: inPlaceDatabase(context),
  };
}
