/** How many names of one kind are kept for the plan. */
const NAME_LIMIT = 10_000;

/** Names of objects found in a dump, each once, in order, bounded. */
export class NameList {
  readonly #names = new Set<string>();

  add(name: string): void {
    if (this.#names.size < NAME_LIMIT) this.#names.add(name);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  list(): string[] {
    return [...this.#names];
  }
}

/** What a dump brings besides rows. */
export class Inventory {
  readonly #extensions = new Map<string, string | null>();
  readonly schemas = new NameList();
  readonly roles = new NameList();
  readonly functions = new NameList();
  readonly triggers = new NameList();
  readonly policies = new NameList();
  /** Schemas some object of the dump lives in. */
  readonly usedSchemas = new NameList();
  largeObjects = false;

  /** plpgsql is in every database from the start. */
  extension(name: string, schema: string | null): void {
    if (name !== 'plpgsql') this.#extensions.set(name, schema ?? this.#extensions.get(name) ?? null);
  }

  get extensions(): { name: string; schema: string | null }[] {
    return [...this.#extensions].map(([name, schema]) => ({ name, schema }));
  }

  /** True for a schema that the admin role makes with the extension it is for. */
  isExtensionSchema(schema: string): boolean {
    return [...this.#extensions.values()].includes(schema);
  }
}
