import type { JsonObject } from "../../json-object.ts";

/**
 * The sections of a Markdown file, each with the headings that it stands under.
 *
 * @param depth Down to which level headings begin a section; deeper ones are text.
 * @see https://learn.microsoft.com/azure/search/search-how-to-index-azure-blob-markdown
 */
export function markdownSections(text: string, depth: number): readonly JsonObject[] {
  const sections: JsonObject[] = [];
  let headings: readonly string[] = Array.from({ length: depth }, () => "");
  let lines: string[] = [];
  let fence = "";
  const endSection = (): void => {
    const content = lines.join("\n").trim();
    lines = [];
    if (content === "") return;
    const named = headings.map((heading, index) => [`h${index + 1}`, heading]);
    sections.push({
      content,
      sections: Object.fromEntries(named) as JsonObject,
      ordinal_position: sections.length + 1,
    });
  };
  for (const line of text.split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === "" || mark.startsWith(fence))) {
      fence = fence === "" ? mark : "";
    }
    const [, marks = "", title = ""] =
      fence === "" ? (/^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line) ?? []) : [];
    if (marks === "" || marks.length > depth) {
      lines.push(line);
    } else {
      endSection();
      headings = headings.map((heading, index) => {
        if (index < marks.length - 1) return heading;
        return index === marks.length - 1 ? title : "";
      });
    }
  }
  endSection();
  return sections;
}
