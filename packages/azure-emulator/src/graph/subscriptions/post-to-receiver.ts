/** Sends a request beyond this Azure: to this machine, or to a host that was allowed. */
export type Send = (request: Request) => Promise<Response>;

/** How long a receiver may take. */
const timeoutInMs = 10_000;

/** Posts something to whoever wants to be told; `undefined` when nobody answers in time. */
export async function postToReceiver(
  send: Send,
  address: string,
  message: { readonly contentType: string; readonly body: string },
): Promise<Response | undefined> {
  const request = new Request(address, {
    method: "POST",
    headers: { "content-type": message.contentType },
    body: message.body,
    signal: AbortSignal.timeout(timeoutInMs),
  });
  return send(request).catch(() => undefined);
}
