import { describe, expect, it } from "vitest";
import { notReached, readRefusal } from "./read-refusal.ts";

const answer = (status: number, code?: string, message?: string) => ({
  status,
  body: code === undefined ? undefined : { error: { code, message } },
});

describe("a read that Azure refuses", () => {
  it("names the role that lets it pass, by service", () => {
    const denied = answer(403, "AuthorizationFailed", "The client 'hunter2' does not have access");
    const refusal = readRefusal(denied, "resourceManager");
    expect(refusal.code).toBe("ACCESS_DENIED");
    expect(refusal.message).toBe(
      "rbac-verifier: Azure Resource Manager answered 403 AuthorizationFailed. Assign Reader on the resource group to whoever runs this; a new assignment takes up to ten minutes",
    );
    expect(readRefusal(answer(403), "search").message).toContain("Search Index Data Reader");
    const graph = answer(403, "Authorization_RequestDenied");
    expect(readRefusal(graph, "graph").message).toContain("Directory Readers");
  });

  it("does not ask for a role where that is not what is missing", () => {
    const closed = answer(403, "Forbidden", "Public network access is disabled.");
    expect(readRefusal(closed, "search").message).toContain("private endpoint");
    const audience = answer(401, "InvalidAuthenticationToken", "The audience is invalid");
    expect(readRefusal(audience, "resourceManager").message).toContain("another service");
  });

  it("says of other answers what they mean, and repeats no message", () => {
    const busy = readRefusal(answer(503, "ServerBusy", "hunter2"), "resourceManager");
    expect(busy.code).toBe("AZURE_UNAVAILABLE");
    expect(busy.message).toContain("503 ServerBusy. The service fails.");
    expect(busy.message).not.toContain("hunter2");
    expect(readRefusal(answer(418), "graph").message).toBe(
      "rbac-verifier: Microsoft Graph answered 418",
    );
    expect(readRefusal(answer(400, "<b>"), "graph").message).not.toContain("<b>");
  });
});

describe("Azure that is not reached", () => {
  it("is told from nobody being signed in, wherever in the causes that stands", () => {
    const cause = new Error("ChainedTokenCredential failed", {
      cause: new Error("Please run 'az login' from a command prompt."),
    });
    const error = notReached(new Error("wrapped", { cause }));
    expect(error.message).toContain("Sign in again: az login");
    expect(error.cause).toMatchObject({ message: "wrapped" });
  });

  it("says what keeps the host away, or refers to the cause", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(notReached(refused).message).toContain("The host cannot be reached.");
    expect(notReached(new Error("odd")).message).toBe(
      "rbac-verifier: Azure was not reached. See the cause",
    );
  });
});
