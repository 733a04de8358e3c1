import { IntegrityError } from "@prefect-ts/database/errors";
import { HttpError } from "../errors.ts";

/** Answers 409 with `detail` where the database refuses what `work` writes. */
export async function refusingTakenName<T>(detail: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof IntegrityError ? new HttpError(409, detail) : error;
  }
}
