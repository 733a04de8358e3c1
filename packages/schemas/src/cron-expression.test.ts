import { expect, it } from "vitest";
import { isValidCron } from "./cron-expression.ts";

it.each([
  "* * * * *",
  "@daily",
  "0 0 * * mon#2,wed#4",
  "0 0 l * *",
  "0 0 ? * 7",
  "5/20 * * * *",
  "0 22-2 * * * 30 2028",
])("%s is a cron expression", (text) => {
  expect(isValidCron(text)).toBe(true);
});

it.each([
  "",
  "* * * *",
  "60 * * * *",
  "* * 0 * *",
  "*/0 * * * *",
  "* * * * 1#6",
  "* * * * 1,2#1",
  "1,,2 * * * *",
  "h * * * *",
])("%j is none", (text) => {
  expect(isValidCron(text)).toBe(false);
});
