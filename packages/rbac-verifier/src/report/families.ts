const families: Readonly<Record<string, string>> = {
  A: "Azure OpenAI",
  S: "AI Search",
  B: "Storage",
  R: "Roles",
  E: "Entra",
  N: "Network",
  D: "Private DNS",
  W: "Web app",
  C: "Clients",
  H: "Hardening",
  I: "Index",
  T: "Evidence",
};

/** What a rule is about, by the letter of its id. */
export function familyOf(ruleId: string): string {
  return families[ruleId[0] ?? ""] ?? "Own rules";
}
