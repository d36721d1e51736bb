import { hasFeature } from "../../api-features.ts";
import { showJson } from "../../json-object.ts";
import { invalidRequest } from "../../search-error.ts";
import { readDefinition, type MemberReader } from "../definitions/read-definition.ts";
import { eachRecord, made, type SkillBehaviour } from "./skill.ts";
import { splitPages, splitSentences } from "./split-text.ts";

/** Those that the documentation names, and those that the official client does. */
const languages =
  "am bs cs da de en es et fi fr he hi hr hu id is it ja ko lv nb nl no pl pt pt-br pt-BR pt-PT ru sk sl sr sv tr ur zh zh-Hans".split(
    " ",
  );

const encoders = ["r50k_base", "p50k_base", "p50k_edit", "cl100k_base"] as const;
const characterLengths = { min: 300, max: 50_000, byDefault: 5000 };
/** A model that makes vectors takes no more. */
const tokenLengths = { min: 1, max: 8191, byDefault: 5000 };

/**
 * Parts texts into pages or sentences.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-textsplit
 */
export function readSplitSkill(read: MemberReader): SkillBehaviour {
  const mode = read.oneOf("textSplitMode", ["pages", "sentences"], "pages");
  const unit = unitIn(read);
  const lengths = unit === "tokens" ? tokenLengths : characterLengths;
  const maxLength = read.integer("maximumPageLength", lengths);
  const overlap = read.integer("pageOverlapLength", { min: 0, max: 25_000, byDefault: 0 });
  const maxPages = read.integer("maximumPagesToTake", { min: 0, max: 100_000, byDefault: 0 });
  const byDefault = read.oneOf("defaultLanguageCode", languages, "en");
  if (overlap > maxLength / 2) {
    throw invalidRequest(
      read.kind.where,
      "The property 'pageOverlapLength' must be at most half of 'maximumPageLength'.",
    );
  }
  return {
    required: { text: "text" },
    optional: ["languageCode"],
    makes: ["textItems", "offsets", "lengths", "ordinalPositions"],
    execute: eachRecord(({ text, languageCode }) => {
      const language = languageCode ?? byDefault;
      const whole = String(text);
      if (typeof language !== "string" || !languages.includes(language)) {
        const warning = `Skill input 'languageCode' has the following language codes '${showJson(language)}', at least one of which is invalid.`;
        return made({}, [warning]);
      }
      const parts =
        mode === "pages"
          ? splitPages(whole, { unit, maxLength, overlap, language }).slice(
              0,
              maxPages || undefined,
            )
          : splitSentences(whole, language);
      return made({
        textItems: parts.map((part) => part.text),
        offsets: parts.map((part) => measure(whole.slice(0, part.offset))),
        lengths: parts.map((part) => measure(part.text)),
        ordinalPositions: parts.map((_, index) => index + 1),
      });
    }),
  };
}

/** What the lengths of pages are counted in, where the version can count anything but characters. */
function unitIn(read: MemberReader): "characters" | "tokens" {
  if (!hasFeature("tokenPages", read.kind.apiVersion)) return "characters";
  const unit = read.oneOf("unit", ["characters", "azureOpenAITokens"], "characters");
  const parameters = read.raw("azureOpenAITokenizerParameters");
  if (parameters !== undefined) {
    readDefinition(parameters, { ...read.kind, type: "AzureOpenAITokenizerParameters" }, (own) => {
      own.oneOf("encoderModelName", encoders, "cl100k_base");
      own.list("allowedSpecialTokens", String);
    });
  }
  return unit === "azureOpenAITokens" ? "tokens" : "characters";
}

/** The length of a text, in each way that clients count. */
function measure(text: string): object {
  return { utf8: Buffer.byteLength(text), utf16: text.length, codePoint: Array.from(text).length };
}
