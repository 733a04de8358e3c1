import { isJsonObject } from "./validation/record.ts";

/** Reads a run's policy that has retries under their old names: `max_retries` and `retry_delay_seconds`. */
export function fromDeprecatedRetries(input: unknown): unknown {
  if (!isJsonObject(input)) return input;
  const { max_retries = 0, retry_delay_seconds = 0 } = input;
  return {
    ...input,
    ...(!input["retries"] && max_retries !== 0 && { retries: max_retries }),
    ...(!input["retry_delay"] && retry_delay_seconds !== 0 && { retry_delay: retry_delay_seconds }),
  };
}
