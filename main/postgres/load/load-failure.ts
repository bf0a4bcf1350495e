import { fail } from '../../../shared/errors/app-error';
import type { Dump } from '../../../shared/manifest';
import type { HelperEnd } from '../run-helper';
import { saysServerLost } from '../session';
import type { LoadLog } from './load-log';
import { originalLine, sharesIndexes, unitLine } from './load-stream';

/** What PostgreSQL says where only a superuser may. */
const NEEDS_SUPERUSER =
  /must be superuser|only superusers?|permission denied (for language|to create|to set parameter|for foreign-data wrapper)|must have privileges of the pg_/i;

/** The reason a load helper did not end well, from its status, its own words and what psql or pg_restore said. */
export function loadFailure(
  container: string,
  database: string,
  dump: Dump,
  end: HelperEnd,
  log: Pick<LoadLog, 'tail' | 'failure' | 'reserve'>,
): Error {
  const said = log.tail.join('\n');
  const evidence = {
    command: [dump.format === 'plain' ? 'psql' : 'pg_restore', '-d', database],
    exitCode: end.exitCode,
    stderrTail: [said, log.failure ?? ''].join('\n').slice(-4000),
  };
  if (log.reserve) return fail('disk-reserve-reached', { ...log.reserve }, { evidence });
  const first = log.tail.find((line) => /ERROR|FATAL|PANIC|error:/.test(line)) ?? '';
  const reason = first.replace(/^psql:\S+:\d+: /, '').replace(/^pg_restore: error: /, '');
  if (/No space left on device/i.test(said)) {
    return fail('disk-reserve-reached', { mount: container, free: 0, reserve: 0 }, { evidence });
  }
  if (saysServerLost(said)) {
    return fail('database-lost', { container, reason }, { evidence });
  }
  const where = whereInDump(first, dump);
  if (NEEDS_SUPERUSER.test(first)) {
    return fail('needs-superuser', { names: `${reason} (${where})` }, { evidence: { ...evidence, where } });
  }
  return fail(
    'load-failed',
    { database, reason: reason || reasonOf(log.failure, end), where },
    { evidence: { ...evidence, where } },
  );
}

/** The script's own verdicts in words. */
function reasonOf(failure: string | null, end: HelperEnd): string {
  const [kind = '', ...rest] = (failure ?? '').split(' ');
  switch (kind) {
    case 'stream':
      return `the archive did not give the dump's bytes (${rest.join(' ')})`;
    case 'transaction-open':
      return 'the dump leaves a transaction open, so nothing of it would stay';
    case 'no-last-row':
      return 'psql did not reach the end of the dump';
    case 'list':
      return 'pg_restore could not read the table of contents';
    case 'count':
      return 'the rows in the dump could not be counted';
    case 'extract':
      return 'the dump could not be taken out of the archive';
    default:
      return end.exitCode === 137 ? 'the helper was killed' : `ended with status ${end.exitCode}`;
  }
}

/** `entry:line` for a plain dump, the line counted as in the dump, not in what is left of it. */
function whereInDump(error: string, dump: Dump): string {
  const entry = dump.members[0]?.entry ?? dump.name;
  if (dump.format !== 'plain') return entry;
  const line = /^psql:<stdin>:(\d+):/.exec(error)?.[1];
  if (line) return `${entry}:${originalLine(Number(line), dump, sharesIndexes(dump))}`;
  const [, unit, unitsLine] = /^psql:\S*\/unit\.(\d+):(\d+):/.exec(error) ?? [];
  return unit ? `${entry}:${unitLine(Number(unit), Number(unitsLine), dump) ?? '?'}` : entry;
}
