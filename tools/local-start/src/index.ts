export { startLocal } from "./start-local.ts";

export type { Person } from "./people.ts";
export type { DocumentFolder, LocalDocument } from "./read-documents.ts";
export type { Local, StartLocalOptions } from "./start-local.ts";
