import { z } from 'zod';
import type { DatabaseNames } from '../restore/ports/database';
import type { JobPlace } from '../restore/ports/step';
import { tableKey } from './qualified-name';
import type { ServerContext } from './server-context';

const rowsSchema = z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number() }));

/**
 * Notes how many rows each extension's own tables hold before the load: a dump carries only what was added to them,
 * so the exact count afterwards is the sum. Kept in the job folder, for any console that goes on.
 */
export async function writeExtensionRows(
  context: ServerContext,
  place: JobPlace,
  names: DatabaseNames,
): Promise<void> {
  const rows = await context.adminJson(
    names.fresh,
    rowsSchema,
    `SELECT coalesce(json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'rows',
         (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM ONLY %I.%I', n.nspname, c.relname),
           false, true, '')))[1]::text::bigint)), '[]')
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
         AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
       WHERE c.relkind = 'r';`,
  );
  await context.host.writeFile(path(place), JSON.stringify(rows), 0o600);
}

/** Rows an extension's tables had before the load, by table key. Every table in it belongs to an extension. */
export async function readExtensionRows(
  context: ServerContext,
  place: JobPlace,
): Promise<ReadonlyMap<string, number>> {
  const content = await context.host.readFile(path(place));
  const rows = rowsSchema.parse(JSON.parse(content?.toString('utf8') ?? '[]'));
  return new Map(rows.map((row) => [tableKey(row), row.rows]));
}

function path(place: JobPlace): string {
  return `${place.jobDir}/extension-rows.json`;
}
