import { expect, it } from "vitest";
import { createClock } from "./clock.ts";

it("follows the given clock at the distance that it was put forward by", () => {
  let time = 1_000;
  const clock = createClock(() => time);
  clock.advance(60_000);
  time += 5;
  expect(clock.now()).toBe(61_005);
});

it("does not go back", () => {
  expect(() => createClock().advance(-1)).toThrow(RangeError);
  expect(() => createClock().advance(Number.NaN)).toThrow(RangeError);
});
