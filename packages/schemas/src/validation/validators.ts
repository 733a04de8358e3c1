import { before, check } from "../types.ts";
import type { AfterCheck, BeforeCheck, Complaint, Keywords } from "./keywords.ts";
import { type Check, INVALID, type Run, ValidationError } from "./run.ts";
import { tooLong } from "./string.ts";

const listOf = <T>(one: T | T[] | undefined): T[] => (one === undefined ? [] : Array.isArray(one) ? [...one] : [one]);

function complain(complaint: NonNullable<Complaint>, input: unknown, run: Run): typeof INVALID {
  if (typeof complaint === "string") return run.fail("value_error", `Value error, ${complaint}`, input, { error: {} });
  return run.fail(complaint.type, complaint.msg, input, complaint.ctx);
}

function after(inner: Check, validator: AfterCheck): Check {
  return (input, run) => {
    const value = inner(input, run);
    if (value === INVALID) return INVALID;
    const complaint = validator(value);
    return complaint === undefined ? value : complain(complaint, input, run);
  };
}

/** A TypeError or the like is a mistake in the validator and is not the input's. */
const isComplaint = (error: unknown): error is Error => error instanceof Error && error.constructor === Error;

function beforehand(inner: Check, validator: BeforeCheck): Check {
  return (input, run) => {
    let rewritten: unknown;
    try {
      rewritten = validator(input);
    } catch (error) {
      if (error instanceof ValidationError) return run.failAs(error);
      if (!isComplaint(error)) throw error;
      return complain(error.message, input, run);
    }
    return inner(rewritten, run);
  };
}

/** Puts a schema's own validators around the check of its type. */
export function withValidators(keywords: Keywords, base: Check): Check {
  const validators = listOf(keywords[check]);
  if (validators.length > 0 && keywords.maxLength !== undefined) validators.push(tooLong(keywords.maxLength));
  const checked = validators.reduce(after, base);
  return listOf(keywords[before]).reduceRight(beforehand, checked);
}
