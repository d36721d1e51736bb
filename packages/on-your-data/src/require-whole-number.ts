/** @throws TypeError for a setting that is no whole number, or less than the least (1). */
export function requireWholeNumber(name: string, value: number, least = 1): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new TypeError(`on-your-data: ${name} must be a whole number from ${least} on`);
  }
}
