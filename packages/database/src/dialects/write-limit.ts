import { DatabaseBusyError } from "../errors.ts";

const longestQueue = 10_000;

/** Why no write is taken in while so many wait, if so. */
export const refusalOf = (waiting: number): DatabaseBusyError | undefined =>
  waiting < longestQueue ? undefined : new DatabaseBusyError(`${longestQueue} writes wait already; try again later`);
