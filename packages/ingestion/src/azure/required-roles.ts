/** What an identity needs at a service. */
export interface RequiredRoles {
  /** Whose errors are to be explained, where it is one of Azure's. */
  readonly service?: "search" | "openai" | "blob" | "graph";
  /** In words. */
  readonly roles: string;
}

/** What an identity needs at the services that documents come from and go to. */
export const requiredRoles: Readonly<
  Record<"search" | "openai" | "readBlobs" | "writeBlobs" | "graph", RequiredRoles>
> = {
  search: {
    service: "search",
    roles: "the roles Search Service Contributor and Search Index Data Contributor",
  },
  openai: { service: "openai", roles: "the role Cognitive Services OpenAI User" },
  readBlobs: { service: "blob", roles: "the role Storage Blob Data Reader" },
  writeBlobs: { service: "blob", roles: "the role Storage Blob Data Contributor" },
  graph: { service: "graph", roles: "the application permission GroupMember.Read.All" },
};
