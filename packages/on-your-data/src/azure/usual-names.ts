/** What fields are called that nobody has mapped, the likeliest first. */
export const usualNames: Readonly<
  Record<"content" | "title" | "url" | "filepath" | "chunkId", readonly string[]>
> = {
  content: ["content", "chunk", "text", "page_content"],
  title: ["title", "name"],
  url: ["url", "source_url"],
  filepath: ["filepath", "file_path", "source", "path"],
  chunkId: ["chunk_id"],
};
