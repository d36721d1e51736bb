/**
 * Whatever was thrown, as an error. A framework that is passed `undefined`, or in Express the word "route",
 * believes that all is well and goes on to what comes next.
 */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error("Something was thrown that is no error.", { cause: thrown });
}
