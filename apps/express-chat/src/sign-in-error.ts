/**
 * Why somebody is not signed in: Entra's answer came too late or to another browser, the person
 * declined, Entra refused, Entra wants to see the person again, Entra or the store of sessions was not to be
 * reached.
 */
export type SignInErrorCode = "EXPIRED" | "DECLINED" | "FAILED" | "AGAIN" | "UNAVAILABLE";

/** A sign-in that did not come about, or has come to its end. */
export class SignInError extends Error {
  override readonly name = "SignInError";
  readonly code: SignInErrorCode;

  constructor(code: SignInErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
