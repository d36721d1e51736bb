const maxEventLength = 1_000_000;

/**
 * The data of server-sent events, as it comes: of those that came together at once. Other fields are passed
 * over.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * @throws RangeError for an event that does not end.
 * @throws TypeError for bytes that are not UTF-8.
 */
export async function* readServerSentEvents(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let data: string[] = [];
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(rest.includes("\r") ? /\r\n|\n|\r(?!$)/ : "\n");
    rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const line of lines) {
      if (line === "" && data.length > 0) {
        events.push(data.join("\n"));
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    }
    const length = data.reduce((sum, line) => sum + line.length, rest.length);
    if (length > maxEventLength) throw new RangeError("An event is too long");
    if (events.length > 0) yield events;
  }
}
