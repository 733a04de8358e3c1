import { expect, test } from "vitest";
import { RecentMap } from "./recent-map.ts";

test("the oldest entry goes when there are too many", () => {
  const map = new RecentMap<string, number>(2).set("a", 1).set("b", 2).set("c", 3);
  expect([...map]).toEqual([
    ["b", 2],
    ["c", 3],
  ]);
});

test("what is set again is new", () => {
  const map = new RecentMap<string, number>(2).set("a", 1).set("b", 2).set("a", 3).set("c", 4);
  expect([...map]).toEqual([
    ["a", 3],
    ["c", 4],
  ]);
});

test("what is read stays as old as it is", () => {
  const map = new RecentMap<string, number>(2).set("a", 1).set("b", 2);
  map.get("a");
  expect([...map.set("c", 3).keys()]).toEqual(["b", "c"]);
});
