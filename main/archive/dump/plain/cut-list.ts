import type { CutRange } from '../../../../shared/manifest';
import type { DumpFindings } from '../dump-facts';
import type { Inventory } from '../inventory';
import type { Cut } from './cut-rules';
import { isSymbol, nameAt, skipWords } from './names';
import type { Statement } from './statement';

/** More cuts than this no dump has; a hostile one cannot fill the memory with them. */
const CUT_LIMIT = 500_000;

/** The ranges of a script that are left out. */
export class CutList {
  readonly #findings: DumpFindings;
  readonly #ranges: CutRange[] = [];
  /** CREATE SCHEMA statements and their comments, cut at the end where an extension's schema is meant. */
  readonly #schemas: { readonly schema: string; readonly range: CutRange }[] = [];

  constructor(findings: DumpFindings) {
    this.#findings = findings;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  add(range: CutRange): void {
    if (this.#ranges.length < CUT_LIMIT) this.#ranges.push(range);
    else {
      const reason = 'too-many-cuts';
      this.#findings.error('dump-corrupt', range.firstLine, { reason });
    }
  }

  statement(statement: Statement, cut: Cut): void {
    this.add(rangeOf(statement, cut));
  }

  /** A statement that stays, unless it makes a schema that turns out to be an extension's. */
  keep(statement: Statement): void {
    const { head } = statement;
    // The schema's comment goes where the schema itself goes.
    const comment = statement.startsWith('comment', 'on', 'schema');
    if (!comment && !statement.startsWith('create', 'schema')) return;
    const at = comment ? 3 : skipWords(head, 2, 'if', 'not', 'exists');
    const name = nameAt(head, at);
    const simple = comment || head[name?.next ?? 0] === undefined || isSymbol(head[name?.next ?? 0], ';');
    if (name === null || !simple) return;
    const rule = comment ? 'comment-on-extension' : 'extension';
    this.#schemas.push({ schema: name.name, range: rangeOf(statement, { rule }) });
  }

  /** A schema made for an extension is made with it, beforehand; one of a Cloud SQL extension goes with it when nothing else uses it. */
  cutSchemas(inventory: Inventory): void {
    const cloud = new Set(
      this.#ranges.filter((range) => range.rule === 'cloud-sql-extension').map((range) => range.subject),
    );
    for (const { schema, range } of this.#schemas) {
      const orphan = cloud.has(schema) && !inventory.usedSchemas.has(schema);
      if (orphan) this.add({ ...range, rule: 'cloud-sql-extension', subject: schema });
      else if (range.rule === 'extension' && inventory.isExtensionSchema(schema)) {
        this.add({ ...range, subject: schema });
      }
    }
  }

  /** In the script's order. */
  list(): CutRange[] {
    return this.#ranges.sort((a, b) => a.start - b.start);
  }
}

function rangeOf(statement: Statement, cut: Cut): CutRange {
  return {
    start: statement.start,
    end: statement.end,
    firstLine: statement.line,
    lastLine: statement.lastLine,
    rule: cut.rule,
    text: statement.text,
    ...(cut.subject === undefined ? {} : { subject: cut.subject }),
  };
}
