import { fail } from '../../../shared/errors/app-error';
import type { Verification } from '../../../shared/restore/job';
import { differenceParams } from '../difference-params';
import { prepared, type Step } from '../run/run-context';
import { plannedDump } from './load';

/** Counts and checks the fresh database, and only then hands it to the application's role. */
export const verify: Step = {
  id: 'verify',
  async run(context, io) {
    const { place, planned } = prepared(context);
    const { database } = await context.parts();
    if (!context.products.verification) {
      const verification = await database.verify(place, io, planned.names, plannedDump(context), {
        countedRows: context.products.countedRows ?? null,
        merged: context.products.administrators ?? [],
      });
      if (io.signal.aborted) return { kind: 'cancelled' };
      context.recorder.update({ verification });
      if (!verification.passed)
        throw verificationError(verification, context.products.inPlaceDropped ?? false);
      context.products.verification = verification;
      context.recorder.update({ sql_records_restored: rowsOf(verification) });
      io.log(
        'info',
        'console',
        `Verified: ${verification.tables.length} tables, ${rowsOf(verification)} rows`,
      );
    }
    await database.handOver(place, io, planned.names);
    context.products.handedOver = true;
    return { kind: 'done' };
  },
};

function rowsOf(verification: Verification): number {
  return verification.tables.reduce((sum, table) => sum + table.found, 0);
}

function verificationError(verification: Verification, inPlace: boolean): Error {
  const wrong = verification.checks.filter((check) => check.verdict === 'mismatch');
  const first = wrong[0];
  return fail(
    'verify-failed',
    {
      count: wrong.length,
      ...(first ? differenceParams(first) : { first: '' }),
    },
    { left: inPlace ? 'fresh-dropped-in-place' : 'fresh-dropped' },
  );
}
