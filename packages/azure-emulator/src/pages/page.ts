import { createHash } from "node:crypto";
import { html, type Html } from "./html.ts";
import { style } from "./style.ts";

/** A page of the local Azure: nothing is loaded, nothing can frame it. */
export function pageResponse(page: {
  readonly title: string;
  readonly body: Html;
  /** Where its forms may send to, besides the page's own origin: origins. */
  readonly formTargets?: readonly string[];
  /** The one script of the page (none). */
  readonly script?: string;
  /** (200) */
  readonly status?: number;
  /** A card in the middle, or the whole width for tables (`card`). */
  readonly layout?: "card" | "wide";
  /** Loads itself anew after this time, in seconds (never). */
  readonly refreshInSeconds?: number;
}): Response {
  const { title, body, formTargets = [], script, status = 200, layout = "card" } = page;
  const { refreshInSeconds } = page;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        ${
          refreshInSeconds === undefined
            ? ""
            : html`<meta http-equiv="refresh" content="${String(refreshInSeconds)}" />`
        }
        <title>${title}</title>
        ${element("style", style)}
      </head>
      <body class="${layout}">
        <main>
          <p class="brand"><span aria-hidden="true"></span>Local Azure</p>
          ${body}
        </main>
        <footer>
          This is a stand-in for Microsoft Azure that runs on your computer. There are no passwords,
          and nothing you do here reaches Microsoft.
        </footer>
        ${script === undefined ? "" : element("script", script)}
      </body>
    </html>`;
  const policy = [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    // the browser applies this to the redirect that answers the form, too
    `form-action ${["'self'", ...formTargets].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return new Response(document.html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy.join("; "),
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  });
}

/** An element to the byte: its hash stands in the policy. */
function element(name: "style" | "script", text: string): Html {
  return { html: `<${name}>${text}</${name}>` };
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
