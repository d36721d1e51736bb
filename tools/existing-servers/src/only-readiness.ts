// A server that has nothing to do with chats, and whose probe says whether its set-up on Azure is keyless.
import { createServer, type Server } from "node:http";
import type { TokenCredential } from "@azure/core-auth";
import { answerRequest } from "@entrim/node-http";
import {
  createReadinessHandler,
  readDeployment,
  verify,
  type Targets,
  type VerifyOptions,
} from "@entrim/rbac-verifier";

export function createServerWithReadiness(
  targets: Targets,
  credential: TokenCredential,
  rules: VerifyOptions["rules"] = {},
): Server {
  const readyz = createReadinessHandler({
    verify: async ({ abortSignal }) =>
      verify(await readDeployment(targets, { credential, abortSignal }), { rules }),
  });
  return createServer((request, response) => {
    if (request.url === "/readyz") {
      answerRequest(request, response, readyz).catch(() => response.destroy());
      return;
    }
    response.end("what it did before\n");
  });
}
