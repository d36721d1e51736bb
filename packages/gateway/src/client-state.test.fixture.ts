/** What Graph repeats in each notification. */
export const clientState = "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33";
