import type { AttackClass } from "./attack.test.fixture.ts";
import { bodyAttacks } from "./body-attacks.test.fixture.ts";
import { dataSourceAttacks } from "./data-source-attacks.test.fixture.ts";
import { filterAttacks } from "./filter-attacks.test.fixture.ts";
import { identityAttacks } from "./identity-attacks.test.fixture.ts";
import { tokenAttacks } from "./token-attacks.test.fixture.ts";

/** Every class of attacks. */
export const attackClasses: readonly AttackClass[] = [
  tokenAttacks,
  identityAttacks,
  filterAttacks,
  dataSourceAttacks,
  bodyAttacks,
];
