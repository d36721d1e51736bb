/** Whose token is wanted from a running emulator. */
export interface WantedToken {
  readonly port: number;
  /** User name or object id. */
  readonly user: string;
  /** All scopes of the seed's only app. */
  readonly scope?: string | undefined;
}

/**
 * An access token from the emulator that listens on a port.
 *
 * @throws Error when none listens there, or when it has no such person or scope.
 */
export async function requestToken({ port, user, scope }: WantedToken): Promise<string> {
  let response: Response;
  try {
    response = await fetch(`http://127.0.0.1:${port}/emulator/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user, scope }),
    });
  } catch (cause) {
    throw new Error(
      `azure-emulator: nothing answers on port ${port}; start it, or name its --port`,
      {
        cause,
      },
    );
  }
  const text = (await response.text()).trimEnd();
  if (!response.ok) throw new Error(text);
  return text;
}
