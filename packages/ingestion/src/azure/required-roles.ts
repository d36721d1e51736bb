/** What an identity needs at the services that documents come from and go to. */
export const requiredRoles = {
  search: "the roles Search Service Contributor and Search Index Data Contributor",
  openai: "the role Cognitive Services OpenAI User",
  readBlobs: "the role Storage Blob Data Reader",
  writeBlobs: "the role Storage Blob Data Contributor",
} as const;
