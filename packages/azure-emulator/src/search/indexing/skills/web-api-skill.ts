import { asJsonObject, isJsonObject, type JsonObject } from "../../json-object.ts";
import { invalidRequest } from "../../search-error.ts";
import { readDataIdentity } from "../definitions/data-identity.ts";
import { parseDuration } from "../definitions/duration.ts";
import type { MemberReader } from "../definitions/read-definition.ts";
import { inBatches } from "./in-batches.ts";
import { brokenRequest, failedRequest, sendAgain } from "./send-again.ts";
import { made, type SkillBehaviour, type SkillFailure, type SkillResult } from "./skill.ts";

/** Headers that the service sets itself, or would not have set. */
const prohibitedHeader = /^(?:accept.*|content-.*|cookie|host|te|upgrade|via)$/i;

const invalidResponse = "Could not execute skill because Web Api skill response is invalid.";

/**
 * Has a web API of one's own enrich documents. Where it names a resource, it gets a token of the search
 * service's identity for that.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-custom-skill-web-api
 * @throws SearchError for an address without TLS that is not on this machine, and for headers and figures
 *   that the service would not take.
 */
export function readWebApiSkill(read: MemberReader): SkillBehaviour {
  const uri = uriIn(read);
  const method = read.oneOf("httpMethod", ["POST", "PUT"], "POST");
  const headers = headersIn(read);
  const timeoutInMs = timeoutIn(read);
  const size = read.integer("batchSize", { min: 1, max: 1000, byDefault: 1000 });
  const parallel = read.integer("degreeOfParallelism", { min: 1, max: 10, byDefault: 5 });
  const scope = scopeIn(read);
  const identity = readDataIdentity(read, "authIdentity");

  return {
    required: {},
    optional: "any",
    makes: "any",
    execute: (records, { tokenFor, send }) =>
      inBatches(records, { size, parallel }, async (batch) => {
        try {
          const token = scope === undefined ? undefined : await tokenFor(identity, scope);
          const values = batch.map((data, index) => ({ recordId: String(index), data }));
          const request = () =>
            new Request(uri, {
              method,
              headers: {
                ...headers,
                ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
                accept: "application/json",
                "content-type": "application/json; charset=utf-8",
              },
              body: JSON.stringify({ values }),
              redirect: "manual",
              signal: AbortSignal.timeout(timeoutInMs),
            });
          const response = await sendAgain(request, send);
          if (!response.ok) return allFailed(batch, await failedRequest(response));
          return await resultsIn(response, batch);
        } catch (error) {
          return allFailed(batch, brokenRequest(error));
        }
      }),
  };
}

function uriIn(read: MemberReader): URL {
  const text = read.text("uri");
  const uri = URL.canParse(text) ? new URL(text) : undefined;
  const isHere = uri?.hostname === "localhost" || uri?.hostname === "127.0.0.1";
  if (uri && (uri.protocol === "https:" || (uri.protocol === "http:" && isHere))) return uri;
  throw invalidRequest(
    read.kind.where,
    `The 'uri' of a Web API skill must begin with 'https://'; on this machine 'http://' will do.`,
  );
}

function headersIn(read: MemberReader): Readonly<Record<string, string>> {
  const headers = asJsonObject(read.raw("httpHeaders"));
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string" && !prohibitedHeader.test(name)) continue;
    throw invalidRequest(read.kind.where, `The header '${name}' cannot be set by 'httpHeaders'.`);
  }
  return headers as Readonly<Record<string, string>>;
}

function timeoutIn(read: MemberReader): number {
  const text = read.optionalText("timeout") ?? "PT30S";
  const timeoutInMs = parseDuration(text) ?? 0;
  if (timeoutInMs >= 1000 && timeoutInMs <= 230_000) return timeoutInMs;
  throw invalidRequest(
    read.kind.where,
    `The 'timeout' must be from 1 to 230 seconds, as in 'PT90S'.`,
  );
}

/** An API is named by its client id or its App ID URI, with what stands behind a scope or without. */
function scopeIn(read: MemberReader): string | undefined {
  const resource = read.optionalText("authResourceId");
  if (resource === null || resource === "") return undefined;
  return resource.endsWith("/.default") ? resource : `${resource}/.default`;
}

async function resultsIn(
  response: Response,
  batch: readonly JsonObject[],
): Promise<readonly SkillResult[]> {
  const type = response.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    const details = `The content type '${type}' is not 'application/json'.`;
    return allFailed(batch, { message: invalidResponse, details, statusCode: 400 });
  }
  const body: unknown = await response.json().catch(() => undefined);
  const values = isJsonObject(body) && Array.isArray(body["values"]) ? body["values"] : undefined;
  if (!values) {
    const details = "The response must have a list of records in 'values'.";
    return allFailed(batch, { message: invalidResponse, details, statusCode: 400 });
  }
  const records = values.filter(isJsonObject);
  return batch.map((_, index) =>
    resultOf(records.filter(({ recordId }) => recordId === String(index))),
  );
}

/** What came back for one record; with none, or with several, nothing is known. */
function resultOf(records: readonly JsonObject[]): SkillResult {
  const [record] = records;
  if (!record || records.length > 1) {
    const details = `The response has ${records.length} records by the id of one that was sent.`;
    return made({}, [`${invalidResponse} ${details}`]);
  }
  const data = asJsonObject(record["data"]);
  const errors = messagesIn(record["errors"]);
  if (errors.length > 0) {
    const mixed = "Web Api response contains both data and errors. Will not process Data.";
    const said = [...(Object.keys(data).length > 0 ? [mixed] : []), ...errors].join(";");
    const details = `Web Api skill response contains errors: '${said}'`;
    return { failure: { message: invalidResponse, details, statusCode: 400 } };
  }
  const warnings = messagesIn(record["warnings"]);
  return made(
    data,
    warnings.map((it) => `Web Api skill response contains warnings: '${it}'`),
  );
}

function messagesIn(value: unknown): readonly string[] {
  const messages = Array.isArray(value) ? value : [];
  return messages.map((each) => (isJsonObject(each) ? String(each["message"]) : String(each)));
}

function allFailed(batch: readonly JsonObject[], failure: SkillFailure): readonly SkillResult[] {
  return batch.map(() => ({ failure }));
}
