/** A fault of a request, with the place where it is. */
export interface Problem {
  /** As in `#/data_sources/0/azure_search/parameters/strictness`. */
  readonly path: string;
  readonly message: string;
}

/** How the members of an object are written: `index_name` as it is, or as `indexName`. */
type Spelling = "snake_case" | "camelCase";

/** What all readers of one request have in common. */
export interface ReaderContext {
  /** Where faults are put; reading goes on, so that one answer names all. */
  readonly problems: Problem[];
  readonly spelling: Spelling;
  /** Whether a member that nobody reads is a fault. */
  readonly isStrict: boolean;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads an object of a request member by member. `null` is as good as nothing, for clients send it. A
 * member of the wrong kind is reported in the words of the service's own validator, and read as missing.
 */
export class ObjectReader {
  readonly path: string;
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #context: ReaderContext;
  readonly #read = new Set<string>();

  constructor(value: unknown, path: string, context: ReaderContext) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.path = path;
    this.#members = new Map(isObject ? Object.entries(value) : []);
    this.#context = context;
    if (!isObject) this.report(undefined, "Input should be a valid dictionary");
  }

  /** Reports a fault of a member, or of the object itself. */
  report(name: string | undefined, message: string): undefined {
    const path = name === undefined ? this.path : `${this.path}/${this.#spell(name)}`;
    this.#context.problems.push({ path, message });
  }

  has(name: string): boolean {
    return (this.#members.get(this.#spell(name)) ?? undefined) !== undefined;
  }

  any(name: string): unknown {
    const spelled = this.#spell(name);
    this.#read.add(spelled);
    return this.#members.get(spelled) ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.any(name);
    if (value === undefined || typeof value === "string") return value;
    return this.report(name, "Input should be a valid string");
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined && !this.has(name)) this.report(name, "Field required");
    return value ?? "";
  }

  boolean(name: string): boolean | undefined {
    const value = this.any(name);
    if (value === undefined || typeof value === "boolean") return value;
    // the service's reference calls one of them an integer, and its validator takes both
    if (value === 0 || value === 1) return value === 1;
    return this.report(name, "Input should be a valid boolean");
  }

  number(name: string, bounds: Bounds = {}): number | undefined {
    return this.#bounded(name, bounds, Number.isFinite, "Input should be a valid number");
  }

  integer(name: string, bounds: Bounds = {}): number | undefined {
    return this.#bounded(name, bounds, Number.isSafeInteger, "Input should be a valid integer");
  }

  /** One of some words; the other spelling of a word is understood. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const spelled = toSnakeCase(value);
    const word = words.find((candidate) => candidate === spelled);
    return word ?? this.report(name, `Input should be ${listed(words)}`);
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.any(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
    return this.report(name, "Input should be a valid list of strings");
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.any(name);
    if (value === undefined || Array.isArray(value)) return value;
    return this.report(name, "Input should be a valid list");
  }

  object(name: string): ObjectReader | undefined {
    const value = this.any(name);
    if (value === undefined) return undefined;
    return new ObjectReader(value, `${this.path}/${this.#spell(name)}`, this.#context);
  }

  /** Marks members as known without reading them. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#read.add(this.#spell(name));
  }

  /** Reports the members that nobody read. */
  close(): void {
    if (!this.#context.isStrict) return;
    for (const name of this.#members.keys()) {
      if (this.#read.has(name)) continue;
      const path = `${this.path}/${name}`;
      this.#context.problems.push({ path, message: "Extra inputs are not permitted" });
    }
  }

  #bounded(
    name: string,
    { min, max }: Bounds,
    isValid: (value: unknown) => boolean,
    message: string,
  ): number | undefined {
    const value = this.any(name);
    if (value === undefined) return undefined;
    // a text of digits is no number: what it becomes depends on who reads it
    if (typeof value !== "number" || !isValid(value)) return this.report(name, message);
    if (min !== undefined && value < min) {
      return this.report(name, `Input should be greater than or equal to ${min}`);
    }
    if (max !== undefined && value > max) {
      return this.report(name, `Input should be less than or equal to ${max}`);
    }
    return value;
  }

  #spell(name: string): string {
    return this.#context.spelling === "snake_case" ? name : toCamelCase(name);
  }
}

/** As in `vector_simple_hybrid`, from `vectorSimpleHybrid`, `VectorSimpleHybrid` or itself. */
export function toSnakeCase(word: string): string {
  return word
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function toCamelCase(word: string): string {
  return word.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
