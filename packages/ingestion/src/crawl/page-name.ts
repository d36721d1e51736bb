/** The kinds of pages that are read, as a file of the kind is called. */
const endings: Readonly<Record<string, string>> = {
  "text/html": ".html",
  "application/xhtml+xml": ".html",
  "text/plain": ".txt",
  "text/markdown": ".md",
  "application/pdf": ".pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
};

/** What ends the name of a file of that content type; none for one that is not read. */
export function endingOf(contentType: string | null): string | undefined {
  return endings[(contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? ""];
}

/**
 * What a page is called as a document, and what a rule's path has to match: its host and path, as in
 * `www.contoso.example/hr/leave.html`.
 */
export function pageNameOf(url: URL, ending: string): string {
  const path = url.pathname.split("/").map(readable).join("/");
  const query = url.search === "" ? "" : readable(url.search.replaceAll("/", "%2F"));
  const name = `${url.hostname}${path.endsWith("/") ? `${path}index` : path}${query}`;
  return name.toLowerCase().endsWith(ending) ? name : `${name}${ending}`;
}

/** In any script, but never so that a part becomes two. */
function readable(part: string): string {
  try {
    const text = decodeURIComponent(part);
    return /[/\\\p{Cc}%]/u.test(text) ? part : text;
  } catch {
    return part;
  }
}
