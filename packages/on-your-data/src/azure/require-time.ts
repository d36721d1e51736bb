/** @throws TypeError for what is no whole number of milliseconds, or less than the least. */
export function requireTime(name: string, timeInMs: number, least = 1): void {
  if (!Number.isSafeInteger(timeInMs) || timeInMs < least) {
    throw new TypeError(`on-your-data: ${name} must be a whole number from ${least} on`);
  }
}
