// Run by local-azure.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential, OnBehalfOfCredential } from "@azure/identity";
import { createGroupResolver, isGroupMembershipError } from "./index.ts";
import { callerOf } from "./local-azure.test.fixture.ts";

const { AZURE_CLIENT_ID = "", ENTRA_CLIENT_ID, TOKENS = "[]" } = process.env;

const identity = new ManagedIdentityCredential({ clientId: AZURE_CLIENT_ID });
const callers = (JSON.parse(TOKENS) as string[]).map((token) => ({
  token,
  caller: callerOf(token),
}));

const resolver = createGroupResolver({
  tokenGroups: "ignore",
  timeoutInMs: 30_000,
  ...(ENTRA_CLIENT_ID === undefined
    ? { credential: identity }
    : {
        onBehalfOf: (userAssertionToken) =>
          new OnBehalfOfCredential({
            tenantId: callers[0]?.caller.tenantId ?? "",
            clientId: ENTRA_CLIENT_ID,
            userAssertionToken,
            getAssertion: async () =>
              (await identity.getToken("api://AzureADTokenExchange/.default")).token,
          }),
      }),
});

const outcomes = callers.map(({ token, caller }) =>
  resolver.resolve(caller, { assertion: token }).then(
    ({ ids, source }) => ({ ids, source }),
    (error: unknown) => ({ code: isGroupMembershipError(error) ? error.code : String(error) }),
  ),
);
console.log(JSON.stringify(await Promise.all(outcomes)));
