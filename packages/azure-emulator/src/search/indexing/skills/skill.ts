import type { JsonObject } from "../../json-object.ts";
import type { DataIdentity } from "../definitions/data-identity.ts";
import type { AnnotationPath } from "../enrichment/annotation-path.ts";
import type { SkillInput } from "./skill-input.ts";

/** One step of a skillset. */
export interface Skill extends SkillBehaviour {
  /** As in `WebApiSkill.clean`, or `SplitSkill.#1` where it has no name. */
  readonly title: string;
  readonly context: AnnotationPath;
  readonly inputs: readonly SkillInput[];
  readonly outputs: readonly { readonly name: string; readonly targetName: string }[];
  /** As it was sent, to be answered. */
  readonly sent: JsonObject;
}

/** What a kind of skill does. */
export interface SkillBehaviour {
  /** The inputs without which it is left out, and what they have to be. */
  readonly required: Readonly<Record<string, "text" | "list" | "anything">>;
  /** Names of further inputs. */
  readonly optional: readonly string[] | "any";
  /** Names of what it makes. */
  readonly makes: readonly string[] | "any";
  /** @returns One result for each record, in their order. */
  execute(records: readonly JsonObject[], services: SkillServices): Promise<readonly SkillResult[]>;
}

/** What became of one record. */
export type SkillResult =
  | { readonly outputs: JsonObject; readonly warnings: readonly string[] }
  | { readonly failure: SkillFailure };

/** Why a record, and with it its document, cannot be enriched. */
export interface SkillFailure {
  readonly message: string;
  readonly details: string;
  readonly statusCode: number;
}

/** What skills find beyond themselves. */
export interface SkillServices {
  /**
   * A token of the search service's own.
   *
   * @throws Error whose message says why there is none.
   */
  readonly tokenFor: (identity: DataIdentity, scope: string) => Promise<string>;
  /** Sends a request to where the local Azure lets it go. */
  readonly send: (request: Request) => Promise<Response>;
}

/** The result of a record that went well. */
export function made(outputs: JsonObject, warnings: readonly string[] = []): SkillResult {
  return { outputs, warnings };
}

/** The execution of a skill that looks at each record by itself. */
export function eachRecord(run: (record: JsonObject) => SkillResult): SkillBehaviour["execute"] {
  return (records) => Promise.resolve(records.map(run));
}
