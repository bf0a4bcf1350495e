import type { Dump } from '../../../shared/manifest';
import { noted, phrase } from '../../../shared/phrases/phrase-text';
import type { VerificationCheck } from '../../../shared/restore/job';
import { neededExtensions } from '../../restore/dump-blockers';
import type { Catalogue } from './catalogue';
import { some } from './row-check';

/** Everything but rows, against what the dump says of itself: pure. */
export function checkObjects(dump: Dump, catalogue: Catalogue): readonly VerificationCheck[] {
  return [
    namesCheck(
      'extensions',
      neededExtensions(dump).map((each) => each.name),
      new Set(catalogue.extensions),
    ),
    namesCheck('schemas', owedSchemas(dump), new Set(catalogue.schemas)),
    functionsCheck(dump.functions, new Set(catalogue.functions)),
    namesCheck('triggers', dump.triggers, new Set(catalogue.triggers)),
    namesCheck('policies', dump.policies, new Set(catalogue.policies)),
    indexesCheck(catalogue),
    constraintsCheck(catalogue),
    largeObjectsCheck(dump, catalogue),
  ];
}

/** All names the dump has must be there; more may be. */
function namesCheck(name: string, owed: readonly string[], found: ReadonlySet<string>): VerificationCheck {
  const missing = owed.filter((each) => !found.has(each));
  return {
    name,
    expected: String(owed.length),
    found: String(owed.length - missing.length),
    verdict: missing.length > 0 ? 'mismatch' : 'match',
    ...noted(missing.length > 0 ? [phrase('missing', { names: some(missing) })] : []),
  };
}

/** Without schemas that were left out with Cloud SQL's own extensions. */
function owedSchemas(dump: Dump): readonly string[] {
  const cut = new Set(
    [...dump.cutRanges, ...dump.cutEntries].flatMap((each) =>
      each.rule === 'cloud-sql-extension' || each.rule === 'cloud-sql-role' ? (each.subject ?? []) : [],
    ),
  );
  return dump.schemas.filter((schema) => !cut.has(schema));
}

/** By schema and name, as inspection writes them (`schema.name`): overloads are not told apart. */
function functionsCheck(owed: readonly string[], found: ReadonlySet<string>): VerificationCheck {
  return namesCheck('functions', [...new Set(owed.map((text) => text.replace(/\(.*$/s, '')))], found);
}

/** pg_dump never writes an invalid index, so one here was not built to its end. */
function indexesCheck({ invalidIndexes }: Catalogue): VerificationCheck {
  return {
    name: 'invalid indexes',
    expected: '0',
    found: String(invalidIndexes.length),
    verdict: invalidIndexes.length > 0 ? 'mismatch' : 'match',
    ...(invalidIndexes.length > 0 ? { note: some(invalidIndexes) } : {}),
  };
}

/** A dump may hold NOT VALID constraints of its own: told, and no reason to refuse what is faithful. */
function constraintsCheck({ notValidated }: Catalogue): VerificationCheck {
  return {
    name: 'constraints not validated',
    expected: '0',
    found: String(notValidated.length),
    verdict: notValidated.length > 0 ? 'not-checked' : 'match',
    ...noted(notValidated.length > 0 ? [phrase('not-valid', { names: some(notValidated) })] : []),
  };
}

function largeObjectsCheck(dump: Dump, { largeObjects }: Catalogue): VerificationCheck {
  return {
    name: 'large objects',
    expected: dump.largeObjects ? 'some' : '0',
    found: String(largeObjects),
    verdict: dump.largeObjects && largeObjects === 0 ? 'mismatch' : 'match',
  };
}
