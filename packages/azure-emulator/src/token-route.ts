import type { Directory, EmulatedService } from "./azure.ts";
import type { EntraTokens, TokenRequest } from "./entra/tokens.ts";

/**
 * What `azure-emulator token` asks: an access token for a person, without a sign-in. No Azure has this;
 * it answers on loopback, and to no page in a browser.
 */
export function createTokenRoute(options: {
  readonly directory: Directory;
  readonly tokens: EntraTokens;
}): EmulatedService {
  const { directory, tokens } = options;
  return {
    async fetch(request) {
      // browsers always name the page that posts, and cannot send JSON to another origin unasked
      const isJson = request.headers.get("content-type") === "application/json";
      if (request.method !== "POST" || !isJson || request.headers.has("origin")) {
        return text(403, "This is for the command line: azure-emulator token --user <user name>");
      }
      try {
        const asked = (await request.json()) as Partial<TokenRequest>;
        const scope = asked.scope ?? defaultScope(directory);
        return text(200, await tokens.issueToken({ ...asked, scope } as TokenRequest));
      } catch (error) {
        if (error instanceof TypeError || error instanceof SyntaxError) {
          return text(400, error.message);
        }
        throw error;
      }
    },
  };
}

/** All scopes of the only app that has some for people. */
function defaultScope({ apps }: Directory): string {
  const [app, ...others] = apps.filter(({ scopes }) => scopes.length > 0);
  if (app && others.length === 0) return `${app.identifierUri}/.default`;
  throw new TypeError(
    "azure-emulator: the seed has not just one app with scopes, so name the scope with --scope",
  );
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}
