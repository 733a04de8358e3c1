import { expect, test } from "vitest";
import { Fernet, generateFernetKey, InvalidTokenError } from "./fernet.ts";

// Made by the reference's server: a key it generated, and the data of a Secret block.
const key = "EqXS8wC1myawuIyLoIobOXyEXSdnakloZNcUi6xt1LQ=";
const token =
  "gAAAAABrAWpo8LIQzui0r70-6noYgFPnYfAloCBgzWV4eV-k3Hckv2hMcz56iNjYtc39LI1jsfwr5CzxG6VIwTXxVB4Wh-2qjTl30bJ8hu2Nwrf5eLcMZBBORY1vnbMDKgdM0dIeNsUV";

test("what the reference encrypted is read", () => {
  expect(JSON.parse(new Fernet(key).decrypt(token))).toEqual({ value: { password: "x" }, other: "y" });
});

test("what is encrypted is read with the same key only", () => {
  const made = generateFernetKey();
  const text = "ü".repeat(100);
  const encrypted = new Fernet(made).encrypt(text);
  expect(new Fernet(made).decrypt(encrypted)).toBe(text);
  expect(() => new Fernet(key).decrypt(encrypted)).toThrow(InvalidTokenError);
});

test.each(["", "x", token.slice(0, -8), `h${token.slice(1)}`, token.replace("8LIQ", "8LIR")])(
  "the altered token %# is refused",
  (altered) => {
    expect(() => new Fernet(key).decrypt(altered)).toThrow(InvalidTokenError);
  },
);

test("a key of another length is refused", () => {
  expect(() => new Fernet("c2hvcnQ=")).toThrow("32 bytes");
});
