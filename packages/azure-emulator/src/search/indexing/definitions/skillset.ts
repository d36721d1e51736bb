import { asJsonObject, type JsonObject } from "../../json-object.ts";
import { invalidRequest, notEmulated } from "../../search-error.ts";
import type { IndexDefinition } from "../../schema/index-definition.ts";
import { parseSkill } from "../skills/parse-skill.ts";
import { inOrder } from "../skills/skill-order.ts";
import type { Skill } from "../skills/skill.ts";
import { parseObjectName } from "../../objects/object-name.ts";
import { readIndexProjections, type IndexProjections } from "./index-projections.ts";
import { readDefinition } from "./read-definition.ts";

/** What enriches documents on their way into an index. */
export interface Skillset {
  readonly name: string;
  readonly description: string | null;
  /** As they were sent, to be answered. */
  readonly sentSkills: readonly JsonObject[];
  /** In the order that they work in. */
  readonly skills: readonly Skill[];
  readonly indexProjections: IndexProjections | null;
  readonly sentProjections: unknown;
}

const maxSkills = 30;

/** Named by the official clients for skills that need no account. */
const freeAccount = "#Microsoft.Azure.Search.DefaultCognitiveServices";

/**
 * Reads a definition as `PUT /skillsets('<name>')` takes it.
 *
 * @param indexNamed The indexes that there are.
 * @see https://learn.microsoft.com/rest/api/searchservice/skillsets/create-or-update
 * @throws SearchError for one that the service would not take, or that names something not emulated.
 */
export function parseSkillset(
  value: unknown,
  apiVersion: string,
  indexNamed: (name: string) => IndexDefinition | undefined,
): Skillset {
  const kind = { where: "skillset", type: "Skillset", apiVersion };
  return readDefinition(value, kind, (read) => {
    for (const name of ["knowledgeStore", "encryptionKey"]) {
      if (read.raw(name) !== undefined) throw notEmulated(`'${name}' in a skillset`);
    }
    const { "@odata.type": account = freeAccount } = asJsonObject(read.raw("cognitiveServices"));
    if (account !== freeAccount) throw notEmulated("'cognitiveServices' in a skillset");
    const sentSkills = read.list("skills", asJsonObject);
    if (sentSkills.length === 0 || sentSkills.length > maxSkills) {
      throw invalidRequest("skillset", `A skillset must have from 1 to ${maxSkills} skills.`);
    }
    return {
      name: parseObjectName(read.raw("name"), { where: "skillset", kind: "Skillset" }),
      description: read.optionalText("description"),
      sentSkills,
      skills: inOrder(sentSkills.map((each, index) => parseSkill(each, index + 1, kind))),
      indexProjections: readIndexProjections(read, indexNamed),
      sentProjections: read.raw("indexProjections") ?? null,
    };
  });
}

/** A skillset as it is answered. */
export function formatSkillset(skillset: Skillset): JsonObject {
  const { name, description, sentSkills, sentProjections } = skillset;
  return {
    name,
    description,
    skills: sentSkills,
    cognitiveServices: null,
    knowledgeStore: null,
    indexProjections: sentProjections,
    encryptionKey: null,
  };
}
