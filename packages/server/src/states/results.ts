import { isJsonObject } from "@prefect-ts/schemas/validation/record";

/** The state's data tells of a result that is stored somewhere. */
export const hasPersistedResult = (data: unknown): boolean =>
  isJsonObject(data) && Object.keys(data).length > 0 && data["type"] !== "unpersisted";
