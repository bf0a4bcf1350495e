import type { Dump } from '../../../shared/manifest';
import { prepared, type RunContext, type Step } from '../run/run-context';

/** Loads the dump into a fresh database beside the live one, as a role that can do nothing else. */
export const load: Step = {
  id: 'load',
  async run(context, io) {
    const { place, planned } = prepared(context);
    const { database } = await context.parts();
    const dump = plannedDump(context);
    if (context.products.freshOid === undefined) {
      // What a cut attempt left half made cannot be told from the outside: it goes, and is made anew.
      await database.dropFresh(planned.names);
      const fresh = await database.createFresh(place, io, planned.names, dump);
      context.products.freshOid = fresh.oid;
      await context.checkpoint();
      io.log('info', 'console', `Created ${planned.names.fresh} (OID ${fresh.oid})`);
    }
    if (io.signal.aborted) return { kind: 'cancelled' };
    const loaded = await database.load(place, io, planned.names, dump);
    if (io.signal.aborted) return { kind: 'cancelled' };
    context.products.countedRows = loaded.countedRows;
    return { kind: 'done' };
  },
  leave: dropFresh,
};

/** Drops the fresh database unless the cutover made it the live one. */
export async function dropFresh(context: RunContext): Promise<void> {
  const { planned } = prepared(context);
  const { database } = await context.parts();
  await database.dropFresh(planned.names);
}

/** The dump of a run whose plan has one. */
export function plannedDump(context: RunContext): Dump {
  const { dump } = prepared(context).planned;
  if (!dump) throw new Error('A database step ran in a run without a dump');
  return dump;
}
