import type { AccessTokenCaller, AccessTokenVerifier } from "@entrim/access-token";
import type { GroupResolver } from "@entrim/group-membership";
import { expectTypeOf, it } from "vitest";
import type { GroupLookup } from "./group-lookup.ts";
import type { Guard, GuardOptions } from "./guard.ts";
import { createGuard } from "./guard.ts";
import type { TokenVerifier, VerifiedCaller } from "./token-verifier.ts";

// the compiler judges this file; running it shows that it was there
it("the packages beside the guard fit it, and it imports neither", () => {
  expectTypeOf<AccessTokenCaller>().toExtend<VerifiedCaller>();
  expectTypeOf<AccessTokenVerifier>().toExtend<TokenVerifier<AccessTokenCaller>>();
  expectTypeOf<GroupResolver>().toExtend<GroupLookup<AccessTokenCaller>>();
  expectTypeOf<{ verifier: AccessTokenVerifier; groups: GroupResolver }>().toExtend<
    GuardOptions<AccessTokenCaller>
  >();
  expectTypeOf(createGuard<AccessTokenCaller>).returns.toEqualTypeOf<Guard>();
});

it("a look-up that needs more than a verifier gives does not fit", () => {
  interface Demanding extends VerifiedCaller {
    readonly email: string;
  }
  expectTypeOf<GroupLookup<Demanding>>().not.toEqualTypeOf<GroupLookup<AccessTokenCaller>>();
  expectTypeOf<{ verifier: AccessTokenVerifier; groups: GroupLookup<Demanding> }>().not.toExtend<
    GuardOptions<Demanding>
  >();
});
