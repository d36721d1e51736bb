/** Text that is safe to stand in a page as it is. */
export interface Html {
  readonly html: string;
}

/** Builds HTML; every value is escaped unless it is HTML already. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Html | readonly Html[])[]
): Html {
  const text = values.map((value) => {
    if (typeof value === "string") return escape(value);
    return "html" in value ? value.html : value.map((item) => item.html).join("");
  });
  return { html: String.raw({ raw: parts }, ...text) };
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
