import type { DatabaseSurvey } from '../ports/in-place';

/** Where a database put back differs from what was counted before the drop, in words; empty: it is the same. */
export function surveyDifferences(before: DatabaseSurvey, after: DatabaseSurvey): readonly string[] {
  return [
    ...differences('rows of', pairs(before.tables, rowsOf), pairs(after.tables, rowsOf)),
    ...differences('sequence', pairs(before.sequences, nextOf), pairs(after.sequences, nextOf)),
    ...differences('number of', pairs(before.objects, countOf), pairs(after.objects, countOf)),
    ...missing(before.properties, after.properties, 'not put back:'),
    ...missing(after.properties, before.properties, 'not there before:'),
  ];
}

const rowsOf = (each: DatabaseSurvey['tables'][number]) => [each.name, String(each.rows)] as const;
const nextOf = (each: DatabaseSurvey['sequences'][number]) => [each.name, each.value] as const;
const countOf = (each: DatabaseSurvey['objects'][number]) => [each.kind, String(each.count)] as const;

function pairs<T>(
  list: readonly T[],
  of: (each: T) => readonly [string, string],
): ReadonlyMap<string, string> {
  return new Map(list.map(of));
}

function differences(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${what} ${name}: ${before.get(name) ?? 'none'} before, ${after.get(name) ?? 'none'} now`);
}

/** Properties of one name may be several (rights, settings): each is compared whole. */
function missing(
  wanted: DatabaseSurvey['properties'],
  found: DatabaseSurvey['properties'],
  words: string,
): readonly string[] {
  const there = new Set(found.map((each) => `${each.name} ${each.value}`));
  return wanted
    .map((each) => `${each.name} ${each.value}`)
    .flatMap((each) => (there.has(each) ? [] : [`${words} ${each}`]));
}

/** Rows of all tables. */
export function rowsIn(survey: DatabaseSurvey): number {
  return survey.tables.reduce((sum, table) => sum + table.rows, 0);
}
