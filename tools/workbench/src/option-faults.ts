import type { Fallback, OptionFact } from "./option-facts.ts";

/** What the README of a package says of its options that the package does not know, one line each. */
export function findTableFaults(readme: string, facts: readonly OptionFact[]): string[] {
  return rowsOf(readme).flatMap(({ name, text }) => {
    const own = facts.filter((fact) => fact.name === name);
    if (own.length === 0) return [`the README has an option ${name}, the package has none`];
    const fits = own.some(({ fallback }) => fallback === undefined || saysDefault(text, fallback));
    const told = own.map(({ fallback }) => String(fallback)).join(" or ");
    return fits ? [] : [`the README does not say of ${name} that it is ${told} by default`];
  });
}

/** Where the doc comment of an option does not say the default that the code has, one line each. */
export function findDocFaults(facts: readonly OptionFact[]): string[] {
  return facts
    .filter(({ doc, fallback }) => fallback !== undefined && !saysDefault(doc, fallback))
    .map(
      ({ type, name, fallback }) =>
        `the doc of ${type}.${name} does not say that it is ${String(fallback)} by default`,
    );
}

interface Row {
  readonly name: string;
  readonly text: string;
}

/** The rows of the tables below a heading about options; one may be about several. */
function rowsOf(readme: string): readonly Row[] {
  const sections = readme
    .split(/^(?=#{2,3} )/m)
    .filter((text) => /^#{2,3} .*\boptions\b/i.test(text));
  return sections
    .flatMap((section) => section.split("\n"))
    .flatMap((line) => {
      const [, names = "", text = ""] = /^\|\s*((?:`\w+`(?:,\s*)?)+)\s*\|(.*)\|$/.exec(line) ?? [];
      return [...names.matchAll(/\w+/g)].map(([name]) => ({ name, text }));
    });
}

/** Whether a text says a default, in parentheses and in words or digits. */
function saysDefault(text: string, fallback: Fallback): boolean {
  const said = [...text.matchAll(/\(((?:[^()]|\([^()]*\))*)\)/g)].map(
    ([, inner = ""]) => ` ${plain(inner)} `,
  );
  // as whole words, and no part of another number
  return spellings(fallback).some((spelling) =>
    said.some((inner) => inner.includes(` ${spelling} `)),
  );
}

/** In small letters, without quotes and separators of thousands, and with spaces around what ends a word. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/["'`]|(?<=\d)[_,](?=\d{3})/g, "")
    .replaceAll(/[,;:()](?=\s|$)|\.(?=\s|$)/g, " ");
}

const numerals = "one two three four five six seven eight nine ten eleven twelve".split(" ");

const units: readonly (readonly [number, string, string])[] = [
  [1_000, "a second", "seconds"],
  [60_000, "a minute", "minutes"],
  [3_600_000, "an hour", "hours"],
  [86_400_000, "a day", "days"],
  [2 ** 10, "a KiB", "KiB"],
  [2 ** 20, "a MiB", "MiB"],
];

/** The ways in which a default may be written. */
function spellings(fallback: Fallback): readonly string[] {
  if (fallback === "") return ["none", "empty"];
  if (typeof fallback !== "number") return [plain(String(fallback))];
  const measured = units.flatMap(([size, one, many]) => {
    const count = fallback / size;
    if (!Number.isInteger(count) || count === 0) return [];
    const spelled = counted(count).map((each) => `${each} ${many}`);
    return count === 1 ? spelled.concat(one, `1 ${one.split(" ")[1]}`) : spelled;
  });
  const nothing = fallback === 0 ? ["none"] : [];
  return [...counted(fallback), ...nothing, ...measured].map((each) => each.toLowerCase());
}

function counted(count: number): readonly string[] {
  const numeral = numerals[count - 1];
  return numeral === undefined ? [String(count)] : [String(count), numeral];
}
