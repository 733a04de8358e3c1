import { describe, expect, test } from "vitest";
import { keepingSecrets, mask, masked, secretPaths } from "./secrets.ts";

const paths = secretPaths({ secret_fields: ["password", "auth.token", "headers.*"] });

describe("masking", () => {
  test("hides values at secret paths, whatever their type", () => {
    const data = { password: ["p"], auth: { token: { a: 1 }, user: "u" }, other: "o" };
    expect(masked(data, paths)).toEqual({ password: mask, auth: { token: mask, user: "u" }, other: "o" });
  });

  test("hides every value under a wildcard and shows the keys", () => {
    const data = { headers: { a: "x", deep: { b: null, c: {} } } };
    expect(masked(data, paths)).toEqual({ headers: { a: mask, deep: { b: mask, c: mask } } });
    expect(masked({ headers: {} }, paths)).toEqual({ headers: mask });
  });

  test("shows null, and leaves out what is not there", () => {
    expect(masked({ password: null, auth: 5 }, paths)).toEqual({ password: null, auth: 5 });
  });

  test("leaves the data itself as it is", () => {
    const data = { password: "p", headers: { a: "x" } };
    masked(data, paths);
    expect(data).toEqual({ password: "p", headers: { a: "x" } });
  });
});

describe("an update", () => {
  const current = { password: "old", auth: { token: "t" }, headers: { a: "x" } };

  test("keeps the secrets whose masks it gives back", () => {
    const update = { password: mask, auth: { token: mask }, headers: { a: mask, b: "new" } };
    expect(keepingSecrets(update, current, paths)).toEqual({
      password: "old",
      auth: { token: "t" },
      headers: { a: "x", b: "new" },
    });
  });

  test("sets new ones", () => {
    expect(keepingSecrets({ password: "new" }, current, paths)).toEqual({ password: "new" });
  });

  test("keeps a masked object", () => {
    expect(keepingSecrets({ password: mask }, { password: { a: 1 } }, paths)).toEqual({ password: { a: 1 } });
  });

  test("keeps stars where nothing is secret", () => {
    expect(keepingSecrets({ name: mask }, { name: "n" }, paths)).toEqual({ name: mask });
  });
});
