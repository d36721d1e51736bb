// An Express app that signs people in by tokens of its own, through passport. It keeps doing so: who may come
// in and which groups they have is the app's own knowledge, in the form that the guard asks for.
import { createServer, type Server } from "node:http";
import { callbackify } from "node:util";
import { errorHandler, mount, requireAccess } from "@entrim/express";
import { createGuard, type FetchHandler, type TokenVerifier } from "@entrim/guard";
import express from "express";
import passport from "passport";
import { Strategy as BearerStrategy } from "passport-http-bearer";

/** What the app knew about people before. */
interface Account {
  readonly id: string;
  readonly company: string;
  /** Object ids of Entra groups, as documents name them. */
  readonly groups: readonly string[];
}

/** Finds an account by a token of the app's own; undefined for a token that is none. */
export type FindAccount = (token: string) => Promise<Account | undefined>;

export function createPassportServer(findAccount: FindAccount, chat: FetchHandler): Server {
  passport.use(
    new BearerStrategy(callbackify(async (token: string) => (await findAccount(token)) ?? false)),
  );
  const guard = createGuard({
    verifier: createAccountVerifier(findAccount),
    groups: { resolve: async ({ account }) => ({ ids: account.groups, source: "accounts" }) },
  });
  const app = express();
  app.use(passport.initialize());
  app.get("/", passport.authenticate("bearer", { session: false }), (_request, response) => {
    response.json({ app: "Express with passport" });
  });
  app.use("/openai", requireAccess(guard), mount(chat), errorHandler());
  return createServer(app);
}

type AccountVerifier = TokenVerifier<
  Awaited<ReturnType<TokenVerifier["verify"]>> & { readonly account: Account }
>;

function createAccountVerifier(findAccount: FindAccount): AccountVerifier {
  return {
    parse(authorization) {
      const [, token] = /^Bearer ([\w.-]+)$/i.exec(authorization ?? "") ?? [];
      if (token) return token;
      throw refusal(authorization === undefined ? "missing_credentials" : "invalid_request");
    },
    async verify(token) {
      const account = await findAccount(token);
      if (!account) throw refusal("invalid_token");
      const { id: objectId, company: tenantId } = account;
      const none = { scopes: [], roles: [] };
      return { kind: "user", tenantId, objectId, clientId: "intranet", ...none, account };
    },
    challenge: ({ code }) => (code === "missing_credentials" ? "Bearer" : `Bearer error="${code}"`),
  };
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}
