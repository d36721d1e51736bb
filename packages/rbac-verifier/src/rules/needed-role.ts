/** Built-in roles that edges ask for. */
export const neededRoles = {
  indexReader: { id: "1407120a-92aa-4202-b7e9-c0e197c71c8f", name: "Search Index Data Reader" },
  searchContributor: {
    id: "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
    name: "Search Service Contributor",
  },
  blobReader: { id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", name: "Storage Blob Data Reader" },
  blobContributor: {
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    name: "Storage Blob Data Contributor",
  },
  openaiUser: {
    id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    name: "Cognitive Services OpenAI User",
  },
  openaiContributor: {
    id: "a001fd3d-188f-4b5d-821b-7da978bf7442",
    name: "Cognitive Services OpenAI Contributor",
  },
  cognitiveUser: { id: "a97b65f3-24c7-4388-baec-2e87135dc908", name: "Cognitive Services User" },
  storageAccountContributor: {
    id: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    name: "Storage Account Contributor",
  },
  contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor" },
  reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", name: "Reader" },
  rbacAdministrator: {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
  },
} as const;
