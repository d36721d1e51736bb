import { SearchError } from "../search-error.ts";

/** What a query gives to the functions of its scoring profile, by the names of parameters. */
export type ScoringParameters = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `scoringParameters`, as in `currentLocation--122.12,47.67` or `tags-'Hello, O''Brien',Smith`.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-post#searchrequest
 * @throws SearchError for what has no name and no values.
 */
export function parseScoringParameters(list: readonly unknown[]): ScoringParameters {
  return new Map(
    list.map((each) => {
      const text = String(each);
      // the first dash parts them; a second one belongs to a number
      const at = text.indexOf("-");
      if (at > 0) return [text.slice(0, at), valuesOf(text.slice(at + 1))];
      throw invalidParameter(
        `The scoring parameter '${text}' is not of the form 'name-value1,value2'.`,
      );
    }),
  );
}

/** The refusal of a parameter. */
export function invalidParameter(message: string): SearchError {
  return new SearchError(400, `${message}\r\nParameter name: scoringParameter`, {
    code: "InvalidRequestParameter",
  });
}

function valuesOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|,)\s*(?:'((?:[^']|'')*)'|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll("''", "'"),
  );
}
