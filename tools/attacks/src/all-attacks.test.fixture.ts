import type { AttackClass } from "./attack.test.fixture.ts";
import { contentAttacks } from "./content-attacks.test.fixture.ts";
import { dataSourceAttacks } from "./data-source-attacks.test.fixture.ts";
import { filterAttacks } from "./filter-attacks.test.fixture.ts";
import { ingestionAttacks } from "./ingestion-attacks.test.fixture.ts";
import { logAttacks } from "./log-attacks.test.fixture.ts";
import { pageAttacks } from "./page-attacks.test.fixture.ts";
import { httpAttacks } from "./http-attacks.test.fixture.ts";
import { identityAttacks } from "./identity-attacks.test.fixture.ts";
import { sharingAttacks } from "./sharing-attacks.test.fixture.ts";
import { streamAttacks } from "./stream-attacks.test.fixture.ts";
import { tokenAttacks } from "./token-attacks.test.fixture.ts";
import { upstreamAttacks } from "./upstream-attacks.test.fixture.ts";

/** Every class of attacks. */
export const attackClasses: readonly AttackClass[] = [
  tokenAttacks,
  identityAttacks,
  filterAttacks,
  dataSourceAttacks,
  httpAttacks,
  upstreamAttacks,
  sharingAttacks,
  contentAttacks,
  logAttacks,
  ingestionAttacks,
  pageAttacks,
  streamAttacks,
];
