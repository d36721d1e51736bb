import { expect, it } from "vitest";
import { readJsonBody } from "./read-json-body.ts";

const read = (body: string) =>
  readJsonBody(
    new Request("http://a.example", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }),
    1_000_000,
  );

it.each([
  "{}",
  ' { "a" : { "a" : [ { "a" : 1 } , { "a" : 2 } ] } , "b" : { "a" : 3 } } ',
  String.raw`{"a":"b\":c","d\\":"e:f\\\\","g\"":"\\\"h\":i\\","":":"}`,
  String.raw`{"a\\\\\\":"\\\\\\\"","\u003a":"\u0022:\u005c\u0022"}`,
  '{"1":1,"0":{"1":0},"constructor":null,"toString":[":",["::"]]}',
  '{"a":[],"b":{},"c":-1.5e-300,"d":"旅費：「:","e":true}',
])("reads %s", async (text) => {
  expect(await read(text)).toEqual(JSON.parse(text));
});

it.each([
  '{"a":1,"a":1}',
  '{"a":1,"b":{"c":[{"d":1,"e":2,"d":3}]}}',
  '{"a":{"b":1,"c":2},"a":3}',
  '{"a":3,"a":{"b":1,"c":{}}}',
  String.raw`{"a\"":1,"\u0061\u0022":2}`,
  String.raw`{"a\\":"\\","a\u005c":"\\"}`,
  '{"1":1,"1":1}',
  '{"":1,"":2}',
])("refuses a member that stands twice: %s", async (text) => {
  await expect(read(text)).rejects.toThrow(/member twice/);
});

it.each([
  ['{"a":1e400}', /out of range/],
  ['{"a":[[-1e999]]}', /out of range/],
  ['{"a":{"__proto__":{}}}', /__proto__/],
  [String.raw`{"a":{"__prot\u006f__":1}}`, /__proto__/],
  [`${'{"a":'.repeat(65)}1${"}".repeat(65)}`, /nested/],
])("refuses what another reader may read otherwise: %s", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

it("reads as deep as 64, and quotes behind many backslashes in one pass", async () => {
  const deep = `${'{"a":'.repeat(64)}1${"}".repeat(64)}`;
  expect(await read(deep)).toEqual(JSON.parse(deep));
  const quotes = JSON.stringify({ a: '\\"'.repeat(50_000), b: "\\".repeat(200_000) });
  expect(await read(quotes)).toEqual(JSON.parse(quotes));
});
