import { expect, test } from "vitest";
import { RecentMap } from "./recent-map.ts";

const letters = ["a", "b", "c", "d", "e", "f"];

function mapOf(most: number, keys: readonly string[]): RecentMap<string, number> {
  const map = new RecentMap<string, number>(most);
  for (const [index, key] of keys.entries()) map.set(key, index);
  return map;
}

const known = (map: RecentMap<string, number>, keys: readonly string[]) => keys.filter((key) => map.has(key));

test("the last half of what it may know is known, and never more than all of it", () => {
  for (let count = 1; count <= letters.length; count++) {
    const set = letters.slice(0, count);
    const map = mapOf(4, set);
    expect(known(map, set)).toEqual(expect.arrayContaining(set.slice(-2)));
    expect(known(map, set).length).toBeLessThanOrEqual(4);
  }
});

test("the oldest goes", () => {
  expect(known(mapOf(4, ["a", "b", "c", "d", "e"]), letters)).toEqual(["c", "d", "e"]);
});

test("what is set again has its new value", () => {
  const map = mapOf(4, ["a", "b", "a"]);
  expect(map.get("a")).toBe(2);
});

test("what is read goes on being known", () => {
  const map = mapOf(4, ["a", "b"]);
  for (const key of letters.slice(2)) {
    map.set(key, 0);
    expect(map.get("a")).toBe(0);
  }
  expect(map.has("b")).toBe(false);
});

test("what is deleted is not known, however old", () => {
  const map = mapOf(4, ["a", "b", "c"]);
  for (const key of ["a", "c"]) map.delete(key);
  expect(known(map, letters)).toEqual(["b"]);
});
