import { fail } from '../../../shared/errors/app-error';
import type { CutRange, Dump, Stretch } from '../../../shared/manifest';

/**
 * What the load script does with the next `bytes` of a plain dump. `keep`: into the session. `drop`: nowhere. `both`:
 * into the session, and into the head of every session that helps it. `gather`: wait until the session has executed
 * all it was given (of no bytes). `unit`: one index, for whichever session is free. `spread`: make the indexes
 * gathered, and go on when all are made (of no bytes).
 */
export interface Piece {
  readonly verb: 'keep' | 'drop' | 'both' | 'gather' | 'unit' | 'spread';
  readonly bytes: number;
}

/**
 * Below this the sessions that share an index run cost what they save. At 445 MB, 24 indexes and 2 CPUs one session
 * took 6.8 to 7.3 s (with the server's own parallel builds), two sessions 3.8 s.
 */
const SHARED_FROM_BYTES = 16 * 1024 * 1024;

/** Whether a dump's index runs are shared out. Known from the dump alone, so that any console knows it of any load. */
export function sharesIndexes(dump: Dump): boolean {
  return dump.format === 'plain' && dump.bytes >= SHARED_FROM_BYTES && dump.indexRuns.length > 0;
}

type Mark = Pick<Stretch, 'start' | 'end'> & { readonly verb: Piece['verb'] };

/**
 * A plain dump as pieces that cover exactly its bytes: `cuts` (those that hold on this target) dropped, index runs as
 * units where `shares`. Neighbours of one kind become one piece, so thousands of statements in a row cost one read.
 * Throws `internal` when ranges overlap or leave the dump: then nothing of it can be trusted.
 */
export function loadPieces(
  dump: Pick<Dump, 'bytes' | 'indexRuns' | 'sessionSettings'>,
  cuts: readonly Pick<CutRange, 'start' | 'end'>[],
  shares: boolean,
): readonly Piece[] {
  const dropped = cuts.map(({ start, end }): Mark => ({ start, end, verb: 'drop' }));
  const cutStarts = new Set(dropped.map(({ start }) => start));
  const isCut = ({ start }: Stretch): boolean => cutStarts.has(start);
  const shared = shares ? dump.indexRuns.filter(({ indexes }) => !indexes.some(isCut)) : [];
  const settings = shared.length > 0 ? dump.sessionSettings.filter((setting) => !isCut(setting)) : [];
  const marks = [
    ...dropped,
    ...settings.map(({ start, end }): Mark => ({ start, end, verb: 'both' })),
    ...shared.flatMap(({ indexes }) => runMarks(indexes)),
  ];
  // Stable: a gather stands before the unit that starts where it does.
  return piecesOf(
    [...marks].sort((a, b) => a.start - b.start || a.end - b.end),
    dump.bytes,
  );
}

function runMarks(indexes: readonly Stretch[]): readonly Mark[] {
  const first = indexes[0]?.start ?? 0;
  const last = indexes.at(-1)?.end ?? 0;
  return [
    { start: first, end: first, verb: 'gather' },
    ...indexes.map(({ start, end }): Mark => ({ start, end, verb: 'unit' })),
    { start: last, end: last, verb: 'spread' },
  ];
}

function piecesOf(marks: readonly Mark[], bytes: number): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (verb: Piece['verb'], size: number): void => {
    const last = pieces.at(-1);
    if (last?.verb === verb && (verb === 'keep' || verb === 'drop')) {
      pieces[pieces.length - 1] = { verb, bytes: last.bytes + size };
    } else pieces.push({ verb, bytes: size });
  };
  let position = 0;
  for (const { start, end, verb } of marks) {
    if (start < position || end < start || end > bytes) {
      throw fail('internal', { message: `range ${start}-${end} does not fit the dump` });
    }
    if (start > position) add('keep', start - position);
    if (end > start || verb === 'gather' || verb === 'spread') add(verb, end - start);
    position = end;
  }
  if (position < bytes) add('keep', bytes - position);
  return pieces;
}

/** Lines of a dump that are not in the session's stream, and lines of ours that are. */
interface LineEdit {
  readonly firstLine: number;
  readonly removed: number;
  readonly added: number;
}

/** The dump's own line number of a line of the stream that is left after the cuts and, where `shares`, the index runs. */
export function originalLine(
  line: number,
  dump: Pick<Dump, 'cutRanges' | 'indexRuns'>,
  shares: boolean,
): number {
  const edits: LineEdit[] = dump.cutRanges.map((range) => removal(range));
  for (const { indexes } of shares ? dump.indexRuns : []) {
    edits.push({ firstLine: indexes[0]?.firstLine ?? 0, removed: 0, added: 1 });
    edits.push(...indexes.map(removal));
  }
  let original = line;
  for (const edit of edits.sort((a, b) => a.firstLine - b.firstLine)) {
    if (edit.firstLine > original) break;
    original += edit.removed - edit.added;
  }
  return original;
}

function removal(range: Pick<Stretch, 'firstLine' | 'lastLine'>): LineEdit {
  return { firstLine: range.firstLine, removed: range.lastLine - range.firstLine + 1, added: 0 };
}

/** The dump's line of a line of unit `number` (from 1, over all index runs). */
export function unitLine(number: number, line: number, dump: Pick<Dump, 'indexRuns'>): number | null {
  const unit = dump.indexRuns.flatMap(({ indexes }) => indexes)[number - 1];
  return unit ? unit.firstLine + line - 1 : null;
}
