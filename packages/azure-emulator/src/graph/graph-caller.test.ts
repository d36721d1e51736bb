import { expect, it } from "vitest";
import { ada, createLocalGraph } from "./graph.test.fixture.ts";

it("[emulator/revoked-grants-refused] challenges a revoked token whose client can answer", async () => {
  const graph = createLocalGraph();
  const token = await graph.capableToken(ada, "User.Read");
  expect((await graph.ask(token, "/me")).status).toBe(200);
  graph.clock.advance(1000);
  graph.revoke(ada);
  const response = await graph.ask(token, "/me");
  expect(response.status).toBe(401);
  const [, claims = ""] =
    /error="insufficient_claims", claims="([^"]+)"$/.exec(
      response.headers.get("www-authenticate") ?? "",
    ) ?? [];
  const now = String(Math.floor(graph.clock.now() / 1000));
  const { access_token } = JSON.parse(Buffer.from(claims, "base64").toString());
  expect(access_token.nbf.essential).toBe(true);
  expect(Math.abs(Number(access_token.nbf.value) - Number(now))).toBeLessThan(5);
  const fresh = await graph.capableToken(ada, "User.Read");
  expect((await graph.ask(fresh, "/me")).status).toBe(200);
});

it("lets who cannot answer keep the token until it ends", async () => {
  const graph = createLocalGraph();
  const token = await graph.personToken(ada, "User.Read");
  graph.revoke(ada);
  expect((await graph.ask(token, "/me")).status).toBe(200);
});
