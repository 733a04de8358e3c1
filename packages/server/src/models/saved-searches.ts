import type { Session } from "@prefect-ts/database/database";
import { json } from "@prefect-ts/database/values";
import type { SavedSearch, SavedSearchCreate } from "@prefect-ts/schemas/saved-search";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { ListPart } from "./flows.ts";

/** Keeps a search under its name; one that was there gets the new filters. */
export async function saveSearch(tx: Tx, search: SavedSearchCreate): Promise<{ search: SavedSearch; isNew: boolean }> {
  const now = Timestamp.now();
  const filters = json(search.filters);
  const saved = await tx.db
    .insertInto("saved_search")
    .values({ id: uuid7(), created: now, updated: now, name: search.name, filters })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ filters }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return { search: saved, isNew: now.equals(saved.created) };
}

export const readSavedSearch = (session: Session, id: string): Promise<SavedSearch | undefined> =>
  session.db.selectFrom("saved_search").selectAll().where("id", "=", id).executeTakeFirst();

export const readSavedSearches = (session: Session, part: ListPart): Promise<SavedSearch[]> =>
  session.db.selectFrom("saved_search").selectAll().orderBy("name").limit(part.limit).offset(part.offset).execute();

/** False where there is no such search. */
export async function deleteSavedSearch(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom("saved_search").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}
