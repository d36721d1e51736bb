import type { Guard } from "./guard.ts";
import { accessGuards } from "./guards/access-guards.ts";
import { answerGuards } from "./guards/answer-guards.ts";
import { filterGuards } from "./guards/filter-guards.ts";
import { hostGuards } from "./guards/host-guards.ts";
import { serviceGuards } from "./guards/service-guards.ts";

/** Guards of every room that decides who may do what; each has a test that fails without it. */
export const guards: readonly Guard[] = [
  ...accessGuards,
  ...filterGuards,
  ...serviceGuards,
  ...answerGuards,
  ...hostGuards,
];
