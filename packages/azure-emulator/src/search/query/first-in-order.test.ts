import { array, assert, integer, nat, property } from "fast-check";
import { expect, it } from "vitest";
import { firstInOrder } from "./first-in-order.ts";

const order = (left: readonly number[], right: readonly number[]): number =>
  (left[0] ?? 0) - (right[0] ?? 0);

it("the first ones are those of all in order, the earlier of equals first", () => {
  assert(
    property(array(integer({ min: 0, max: 20 })), nat(60), (values, count) => {
      const all = values.map((value, at) => [value, at]);
      expect(firstInOrder(all, order, count)).toEqual(all.toSorted(order).slice(0, count));
    }),
  );
});
