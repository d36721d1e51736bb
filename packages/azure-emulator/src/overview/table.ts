import { html, type Html } from "../pages/html.ts";

/** A row of cells, one for each column. */
export type Row = readonly (string | Html)[];

/**
 * A part of the overview: a heading and a table, on a narrow screen a list of cards.
 *
 * @param name How it is laid out, where that is special (none).
 */
export function table(
  title: string,
  columns: readonly string[],
  rows: readonly Row[],
  name = "",
): Html {
  const count = html`<span class="count">${String(rows.length)}</span>`;
  if (rows.length === 0) {
    return html`<section>
      <h2>${title} ${count}</h2>
      <p class="none">None yet.</p>
    </section>`;
  }
  return html`<section class="${name}">
    <h2>${title} ${count}</h2>
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, at) => html`<td data-column="${columns[at] ?? ""}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Something that is to be read letter by letter. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** How something went: a word that is coloured where it went wrong. */
export function outcome(text: string, isBad: boolean): Html {
  return html`<span class="${isBad ? "outcome bad" : "outcome"}">${text}</span>`;
}
