import { z } from 'zod';
import { fail } from '../../../shared/errors/app-error';
import type { HeldDatabase, NamesNow } from '../../restore/ports/in-place';
import type { JobPlace } from '../../restore/ports/step';
import { dropDatabase } from '../drop';
import { helperName } from '../run-helper';
import type { ServerContext } from '../server-context';
import { quoteIdentifier, quoteLiteral } from '../sql-quote';

/** How long sessions may take to end, in seconds. */
const SESSION_WAIT = 15;

const namesSchema = z.object({
  nameOfOid: z.string().nullable(),
  liveOid: z.number().nullable(),
  heldOid: z.number().nullable(),
});

/** See {@link NamesNow}. */
export async function namesNow(context: ServerContext, database: HeldDatabase): Promise<NamesNow> {
  const oidOf = (name: string): string =>
    `(SELECT oid::bigint FROM pg_database WHERE datname = ${quoteLiteral(name)})`;
  return context.adminJson(
    maintenance(context),
    namesSchema,
    `SELECT json_build_object('nameOfOid', (SELECT datname FROM pg_database WHERE oid = ${number(database.oid)}),
       'liveOid', ${oidOf(database.live)}, 'heldOid', ${oidOf(database.held)});`,
  );
}

/**
 * Shuts the live database's door, ends who is inside, and renames it: from then on only who knows the held name can
 * enter. Both changes check the OID in their own transaction.
 */
export async function hold(context: ServerContext, place: JobPlace, database: HeldDatabase): Promise<void> {
  await moveTo(context, place, database, { from: database.live, to: database.held });
}

/** The way back; what of ours is still inside (a dump that was cut off) goes first. */
export async function release(
  context: ServerContext,
  place: JobPlace,
  database: HeldDatabase,
): Promise<void> {
  await context.docker.removeHelper(helperName(place.short, 'safety-backup'));
  await moveTo(context, place, database, { from: database.held, to: database.live });
}

async function moveTo(
  context: ServerContext,
  place: JobPlace,
  { oid }: HeldDatabase,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { nameOfOid } = await namesNow(context, { oid, live: from, held: to });
  if (nameOfOid === from) {
    await shut(context, oid, from);
    await inOneTransaction(context, [
      guard(oid, from),
      `ALTER DATABASE ${quoteIdentifier(from)} RENAME TO ${quoteIdentifier(to)};`,
      `ALTER DATABASE ${quoteIdentifier(to)} WITH ALLOW_CONNECTIONS true;`,
    ]);
  } else {
    await inOneTransaction(context, [
      guard(oid, to),
      `ALTER DATABASE ${quoteIdentifier(to)} WITH ALLOW_CONNECTIONS true;`,
    ]);
  }
  const after = await namesNow(context, { oid, live: from, held: to });
  if (after.nameOfOid === to) return;
  throw fail('swap-failed', {
    reason: `${oid} is called ${after.nameOfOid ?? 'nothing'}, not ${to} (${place.short})`,
  });
}

async function shut(context: ServerContext, oid: number, name: string): Promise<void> {
  await inOneTransaction(context, [
    guard(oid, name),
    `ALTER DATABASE ${quoteIdentifier(name)} WITH ALLOW_CONNECTIONS false;`,
  ]);
  const left = await context.adminSql(
    maintenance(context),
    `DO $rc$
     DECLARE give_up timestamptz := clock_timestamp() + interval '${SESSION_WAIT} seconds';
     BEGIN
       LOOP
         PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = ${number(oid)} AND pid <> pg_backend_pid();
         PERFORM pg_stat_clear_snapshot();
         EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datid = ${number(oid)}) OR clock_timestamp() > give_up;
         PERFORM pg_sleep(0.02);
       END LOOP;
     END $rc$;
     SELECT coalesce(usename, '') || '@' || coalesce(client_addr::text, 'local') FROM pg_stat_activity WHERE datid = ${number(oid)}
     UNION ALL SELECT 'prepared transaction' FROM pg_prepared_xacts WHERE database = ${quoteLiteral(name)};`,
  );
  const names = left.split('\n').filter((line) => line.trim() !== '');
  if (names.length > 0) {
    throw fail('sessions-remain', {
      database: name,
      count: names.length,
      names: names.slice(0, 20).join(', '),
    });
  }
}

/** Drops it by name, after the server has said that the name is that OID's. */
export async function dropHeld(context: ServerContext, database: HeldDatabase): Promise<void> {
  const { nameOfOid } = await namesNow(context, database);
  if (nameOfOid === null) return;
  if (nameOfOid !== database.held) {
    throw fail('internal', { message: `refused to drop ${database.oid}: it is called ${nameOfOid}` });
  }
  await dropDatabase(context, database.held);
}

function guard(oid: number, name: string): string {
  return `DO $rc$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_database WHERE oid = ${number(oid)} AND datname = ${quoteLiteral(name)}) THEN
      RAISE EXCEPTION 'the database is not the one of the plan';
    END IF;
  END $rc$;`;
}

async function inOneTransaction(context: ServerContext, statements: readonly string[]): Promise<void> {
  await context.adminSql(maintenance(context), ['BEGIN;', ...statements, 'COMMIT;'].join('\n'));
}

function maintenance(context: ServerContext): string {
  return context.profile.database.maintenanceDatabase;
}

/** An OID as SQL text. */
function number(oid: number): string {
  if (!Number.isSafeInteger(oid) || oid <= 0) throw fail('internal', { message: `${oid} is no OID` });
  return String(oid);
}
