import { isJsonObject, type ReadableBy } from "./security-fields.ts";

/** An error in the form of AI Search. */
export interface SearchRefusal {
  readonly error: { readonly code: string; readonly message: string };
}

/**
 * A refusal of AI Search, which may quote the filter that it refuses.
 *
 * @param rules Of whose fields and values it must not speak.
 */
export function formatSearchRefusal(found: unknown, rules: readonly ReadableBy[]): SearchRefusal {
  const error = isJsonObject(found) && isJsonObject(found["error"]) ? found["error"] : {};
  const { code, message } = error;
  const text = typeof message === "string" ? message.toLowerCase() : "";
  const secrets = rules.flatMap(({ field, values }) => [field.toLowerCase(), ...values]);
  const isHarmless = text !== "" && !secrets.some((secret) => text.includes(secret));
  return {
    error: {
      code: typeof code === "string" ? code : "",
      message: isHarmless ? String(message) : "AI Search refused the request.",
    },
  };
}
