import { prepared, type Step } from '../run/run-context';
import { load } from './load';

/** Superusers of the live application into the fresh database, so that none is lost (design §7). */
export const merge: Step = {
  id: 'merge',
  async run(context, io) {
    const { place, planned, facts } = prepared(context);
    if (!facts.database?.live) {
      context.products.administrators = [];
      io.log('info', 'console', 'No live database: there are no administrators to keep');
      return { kind: 'done' };
    }
    const { database } = await context.parts();
    if (context.products.mergeBegun) {
      // Its answer was lost with the connection: whether it was committed is not known, so the base is filled anew.
      io.log('warning', 'console', 'The answer of the merge was lost; loading the fresh database again');
      delete context.products.freshOid;
      const loaded = await load.run(context, io);
      if (loaded.kind !== 'done') return loaded;
    }
    context.products.mergeBegun = true;
    await context.checkpoint();
    const administrators = await database.mergeAdministrators(place, io, planned.names);
    if (io.signal.aborted) return { kind: 'cancelled' };
    context.products.administrators = administrators;
    context.recorder.update({ administrators: [...administrators] });
    for (const person of administrators) {
      io.log(
        person.action === 'ambiguous' ? 'warning' : 'info',
        'console',
        `${person.email}: ${person.action}${person.note ? ` (${person.note})` : ''}`,
      );
      if (person.action === 'ambiguous')
        context.recorder.warn({ code: 'merge-ambiguous', params: { email: person.email } });
    }
    return { kind: 'done' };
  },
};
