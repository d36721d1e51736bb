import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./parse-chat-request.ts";
import { messageOf, oldBodyWith } from "./request-body.test.fixture.ts";

describe("the form before", () => {
  it("is read as the newer one is", () => {
    const request = parseChatRequest(
      oldBodyWith({
        authentication: { type: "SystemAssignedManagedIdentity" },
        queryType: "vectorSimpleHybrid",
        embeddingDependency: { type: "DeploymentName", deploymentName: "ada" },
        fieldsMapping: { contentFields: ["content"], titleField: "title" },
        inScope: false,
        topNDocuments: 3,
        strictness: 1,
        roleInformation: "Be brief.",
        semanticConfiguration: null,
      }),
      "2023-12-01-preview",
    );
    expect(request).toMatchObject({
      answerForm: "tool_message",
      sources: [
        {
          path: "#/dataSources/0/AzureCognitiveSearch/parameters",
          indexName: "documents",
          queryType: "vector_simple_hybrid",
          embeddingDependency: { type: "deployment_name", deploymentName: "ada" },
          fieldsMapping: { contentFields: ["content"], titleField: "title" },
          inScope: false,
          topNDocuments: 3,
          strictness: 1,
          roleInformation: "Be brief.",
        },
      ],
    });
  });

  it("takes an embedding deployment by itself, and drops keys if told to", () => {
    const keys = { key: "canary", embeddingKey: "canary", embeddingDeploymentName: "ada" };
    const body = oldBodyWith({ ...keys, queryType: "vector" });
    const message = messageOf(body, "2023-08-01-preview");
    expect(message).toContain("AzureCognitiveSearch/parameters/key: Keys are not accepted");
    expect(message).not.toContain("canary");
    const request = parseChatRequest(body, "2023-08-01-preview", { legacyKeys: "discard" });
    expect(request.sources[0]?.embeddingDependency).toMatchObject({ deploymentName: "ada" });
    expect(JSON.stringify(request)).not.toContain("canary");
  });

  it("names the place of a fault by its own names", () => {
    expect(messageOf(oldBodyWith({ index_name: "x" }), "2023-08-01-preview")).toBe(
      "Validation error at #/dataSources/0/AzureCognitiveSearch/parameters/index_name: Extra inputs are not permitted",
    );
  });

  it("is not known to newer versions", () => {
    expect(messageOf(oldBodyWith(), "2024-10-21")).toBe(
      "Unrecognized request argument supplied: dataSources",
    );
  });
});
