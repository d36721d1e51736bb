import type { z } from "zod";
import type { RequestBody } from "../request-body.ts";
import { formatProblem, formatProblems } from "./format-problems.ts";
import { OnYourDataError } from "./on-your-data-error.ts";

/** What goes along with data sources; the rest of a chat's members does not. */
const members = new Set(
  [
    "messages model stream temperature top_p stop max_tokens user presence_penalty frequency_penalty",
    "n seed user_security_context tools tool_choice",
  ].flatMap((names) => names.split(" ")),
);

/**
 * The one data source of a chat.
 *
 * @throws OnYourDataError that says all that is wrong with it, and which members do not go along with it.
 */
export function requireOneSource<
  T extends { readonly type: string; readonly parameters: RequestBody },
>(
  body: RequestBody,
  {
    name,
    schema,
    missing,
  }: {
    readonly name: string;
    readonly schema: z.ZodType<readonly T[]>;
    /** Parameters that the version does not have. */
    readonly missing: readonly string[];
  },
): T {
  const extra = Object.keys(body).filter((each) => each !== name && !members.has(each));
  const value = body[name];
  const { data, error } = schema.safeParse(value);
  const [one] = data ?? [];
  const strange = missing.filter((each) => one && each in one.parameters);
  const problems = [
    ...[...extra, ...strange.map((each) => `${name}/0/${one?.type}/parameters/${each}`)].map(
      (path) => formatProblem(path, "Extra inputs are not permitted"),
    ),
    ...formatProblems(error?.issues ?? [], { name, value }),
  ];
  if (problems.length > 0 || !one) throw new OnYourDataError(problems.join("\n"));
  return one;
}
