import { textAt } from "../evidence/read-path.ts";
import type { AzureAnswer } from "./azure-client.ts";

/** The code in the body of an error, if it is one; nothing else of the body is fit to be shown. */
export function errorCodeOf({ body }: AzureAnswer): string | undefined {
  const code = textAt(body, "error.code");
  return code !== undefined && /^\w{1,64}$/.test(code) ? code : undefined;
}

/** The message in the body of an error. To be read, and never repeated: it quotes names and ids. */
export function errorMessageOf({ body }: AzureAnswer): string | undefined {
  return textAt(body, "error.message");
}
