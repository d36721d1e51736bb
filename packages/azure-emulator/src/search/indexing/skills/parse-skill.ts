import { isJsonObject, showJson, type JsonObject } from "../../json-object.ts";
import { invalidRequest, notEmulated } from "../../search-error.ts";
import {
  readDefinition,
  type DefinitionKind,
  type MemberReader,
} from "../definitions/read-definition.ts";
import { parseAnnotationPath } from "../enrichment/annotation-path.ts";
import { readConditionalSkill } from "./conditional-skill.ts";
import { readEmbeddingSkill } from "./embedding-skill.ts";
import { readMergeSkill } from "./merge-skill.ts";
import { readShaperSkill } from "./shaper-skill.ts";
import type { Skill, SkillBehaviour } from "./skill.ts";
import { parseSkillInput, type SkillInput } from "./skill-input.ts";
import { readSplitSkill } from "./split-skill.ts";
import { readWebApiSkill } from "./web-api-skill.ts";

const prefix = "#Microsoft.Skills.";

const kinds: Readonly<Record<string, (read: MemberReader) => SkillBehaviour>> = {
  "Text.SplitSkill": readSplitSkill,
  "Text.MergeSkill": readMergeSkill,
  "Text.AzureOpenAIEmbeddingSkill": readEmbeddingSkill,
  "Util.ShaperSkill": readShaperSkill,
  "Util.ConditionalSkill": readConditionalSkill,
  "Custom.WebApiSkill": readWebApiSkill,
};

/** What the service can do, and this one cannot. */
const others: ReadonlySet<string> = new Set([
  "Text.KeyPhraseExtractionSkill",
  "Text.LanguageDetectionSkill",
  "Text.EntityRecognitionSkill",
  "Text.V3.EntityRecognitionSkill",
  "Text.V3.EntityLinkingSkill",
  "Text.V3.SentimentSkill",
  "Text.SentimentSkill",
  "Text.PIIDetectionSkill",
  "Text.CustomEntityLookupSkill",
  "Text.TranslationSkill",
  "Vision.OcrSkill",
  "Vision.ImageAnalysisSkill",
  "Vision.VectorizeSkill",
  "Util.DocumentExtractionSkill",
  "Util.DocumentIntelligenceLayoutSkill",
  "Util.ContentUnderstandingSkill",
  "Custom.AmlSkill",
  "Custom.ChatCompletionSkill",
]);

/**
 * Reads a skill of a skillset.
 *
 * @param position Where it stands, from 1.
 * @throws SearchError for one that the service would not take, or that is not emulated.
 */
export function parseSkill(value: unknown, position: number, kind: DefinitionKind): Skill {
  const sent: JsonObject = isJsonObject(value) ? value : {};
  const { "@odata.type": type } = sent;
  const name = typeof type === "string" && type.startsWith(prefix) ? type.slice(prefix.length) : "";
  const readBehaviour = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!readBehaviour) {
    if (others.has(name)) throw notEmulated(`the skill '${prefix}${name}'`);
    throw invalidRequest(kind.where, `The skill type '${showJson(type ?? null)}' does not exist.`);
  }
  const shortName = name.split(".").at(-1) ?? name;
  return readDefinition(value, { ...kind, type: shortName }, (read) => {
    const ownName = read.optionalText("name");
    read.optionalText("description");
    const contextText = read.optionalText("context") ?? "/document";
    const context = parseAnnotationPath(contextText);
    if (!context) {
      throw invalidRequest(kind.where, `The context '${contextText}' must begin with '/document'.`);
    }
    const behaviour = readBehaviour(read);
    const inputs = read.list("inputs", (each) => parseSkillInput(each, kind));
    checkInputs(inputs, behaviour, kind);
    return {
      ...behaviour,
      title: `${shortName}.${ownName ?? `#${position}`}`,
      context,
      inputs,
      outputs: outputsIn(read, behaviour),
      sent,
    };
  });
}

function checkInputs(
  inputs: readonly SkillInput[],
  { required, optional }: SkillBehaviour,
  { where }: DefinitionKind,
): void {
  const missing = Object.keys(required).find((name) => !inputs.some((each) => each.name === name));
  if (missing !== undefined) {
    throw invalidRequest(where, `The skill lacks the required input '${missing}'.`);
  }
  if (optional === "any") return;
  const known = new Set([...Object.keys(required), ...optional]);
  const unknown = inputs.find(({ name }) => !known.has(name));
  if (unknown) throw invalidRequest(where, `The skill has no input '${unknown.name}'.`);
}

function outputsIn(read: MemberReader, { makes }: SkillBehaviour): Skill["outputs"] {
  const kind = { ...read.kind, type: "OutputFieldMappingEntry" };
  const outputs = read.list("outputs", (each) =>
    readDefinition(each, kind, (member) => {
      const name = member.text("name");
      return { name, targetName: member.optionalText("targetName") ?? name };
    }),
  );
  const unknown = outputs.find(({ name }) => makes !== "any" && !makes.includes(name));
  if (unknown) throw invalidRequest(kind.where, `The skill has no output '${unknown.name}'.`);
  if (outputs.length > 0) return outputs;
  throw invalidRequest(kind.where, "A skill must have at least one output.");
}
