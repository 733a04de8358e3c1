import { describe, expect, test } from "vitest";
import { chainOf } from "./chain.ts";
import { counterpartOf } from "./counterparts.ts";
import { resolveRevision } from "./resolve.ts";

const chain = chainOf("sqlite");
const other = chainOf("postgresql");
const resolve = (text: string, at = 10) => resolveRevision(text, { chain, other: () => other, at });

test.each([
  ["head", 53],
  ["base", 0],
  ["a3b9c7d2e5f1", 53],
  ["f416", 52],
  ["+1", 11],
  ["-1", 9],
  ["-10", 0],
  ["head-2", 51],
  ["b9aa+1", 2],
])("%s, from the tenth revision, is the place %i", (text, place) => {
  expect(resolve(text)).toEqual({ place });
});

test.each([
  ["nonsense", "no revision 'nonsense'"],
  ["", "Name a revision"],
  ["-11", "-11 from ef674d598dd3 leads out"],
  ["+44", "leads out of the chain of 53"],
  ["head+1", "+1 from head leads out"],
  ["bb", "(bbca16f6f218, bb2345678901): write more of it"],
])("'%s' is refused", (text, message) => {
  expect(() => resolve(text)).toThrow(message);
});

describe("an id of the other dialect", () => {
  test("means its counterpart, and says so", () => {
    expect(resolve("d20618ce678e")).toEqual({ place: 1, counterpartOf: "d20618ce678e" });
    expect(resolve("d4a7e1c93f52")).toEqual({ place: 53, counterpartOf: "d4a7e1c93f52" });
    expect(resolve("94622")).toEqual({ place: 31, counterpartOf: "94622c1663e8" });
  });

  test("that both dialects have means itself", () => {
    expect(resolve("9e83011d1f2a")).toEqual({ place: 46 });
  });

  test.each([
    ["postgresql", "7a73514ca2d6", "bbca16f6f218"],
    ["postgresql", "c8d5f2a71b3e", "f416ea180ae1"],
    ["postgresql", "4160a4841eed", "7655f31c5157"],
    ["sqlite", "22ef3915ccd8", "cef24af2ec34"],
    ["sqlite", "7655f31c5157", "4160a4841eed"],
  ])("of %s, %s, means %s", (dialect, id, expected) => {
    const [from, to] = dialect === "sqlite" ? [chain, other] : [other, chain];
    const revision = from.find((entry) => entry.id === id);
    if (!revision) throw new Error(`${id} is not in the chain`);
    expect(to[counterpartOf(revision, { chain: to, other: from }) - 1]?.id).toBe(expected);
  });

  test("goes there and back for every revision that has a pair", () => {
    const alone = new Set(["22ef3915ccd8", "7a73514ca2d6", "c8d5f2a71b3e"]);
    for (const revision of chain.filter(({ id }) => !alone.has(id))) {
      const there = other[counterpartOf(revision, { chain: other, other: chain }) - 1];
      if (!there) throw new Error(`${revision.id} has no counterpart`);
      expect(counterpartOf(there, { chain, other })).toBe(revision.place);
    }
  });
});
