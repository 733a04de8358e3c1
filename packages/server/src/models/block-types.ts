import type { Session } from "@prefect-ts/database/database";
import { type BlockFilters, blockTypesMatching } from "@prefect-ts/database/filters/matching-blocks";
import type { BlockType, BlockTypeCreate, BlockTypeUpdate } from "@prefect-ts/schemas/block-type";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";
import { clearMissingDefaultResultStorage } from "./storage-defaults.ts";

const texts = ["logo_url", "documentation_url", "description", "code_example"] as const;
type Texts = { [Name in (typeof texts)[number]]?: string | null };

export function blockTypeEvent(type: BlockType, verb: "created" | "updated" | "deleted") {
  const { id, created: _, updated: __, ...payload } = type;
  return objectEvent({ kind: "block-type", id, name: type.name }, verb, payload);
}

const escaped = (text: string | null) =>
  text?.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") ?? null;
const unescaped = (text: string | null | undefined) =>
  text?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&") ?? null;

/** Description and example are kept with their HTML escaped, as clients expect of new types. Throws IntegrityError where the slug is taken. */
export async function createBlockType(tx: Tx, type: BlockTypeCreate): Promise<BlockType> {
  const now = Timestamp.now();
  const created = await tx.db
    .insertInto("block_type")
    .values({
      id: uuid7(),
      created: now,
      updated: now,
      ...type,
      description: escaped(type.description),
      code_example: escaped(type.code_example),
      is_protected: false,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.emit(blockTypeEvent(created, "created"));
  return created;
}

export const readBlockType = (session: Session, id: string): Promise<BlockType | undefined> =>
  session.db.selectFrom("block_type").selectAll().where("id", "=", id).executeTakeFirst();

export const readBlockTypeBySlug = (session: Session, slug: string): Promise<BlockType | undefined> =>
  session.db.selectFrom("block_type").selectAll().where("slug", "=", slug).executeTakeFirst();

export const readBlockTypes = (session: Session, filters: BlockFilters, part: ListPart): Promise<BlockType[]> =>
  blockTypesMatching(session, filters)
    .selectAll("block_type")
    .orderBy("block_type.name")
    // Names need not differ; pages must not overlap.
    .orderBy("block_type.created")
    .limit(part.limit)
    .offset(part.offset)
    .execute();

/** Whether an update gives every text and all are as they were; clients send such updates with each block they register. */
const changesNothing = (update: Texts, current: Texts) =>
  texts.every((name) => update[name] !== undefined && unescaped(update[name]) === unescaped(current[name]));

/** False where there is no such type. */
export async function updateBlockType(tx: Tx, id: string, update: BlockTypeUpdate): Promise<boolean> {
  const current = await readBlockType(tx, id);
  if (!current) return false;
  if (changesNothing(update, current)) return true;
  const given = texts.filter((name) => update[name] !== undefined).map((name) => [name, update[name]]);
  const type = await tx.db
    .updateTable("block_type")
    .set({ updated: Timestamp.now(), ...Object.fromEntries(given) })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.emit(blockTypeEvent(type, "updated"));
  return true;
}

/** Deletes a type with its schemas and documents. */
export async function deleteBlockType(tx: Tx, type: BlockType): Promise<void> {
  await tx.db.deleteFrom("block_type").where("id", "=", type.id).execute();
  tx.emit(blockTypeEvent(type, "deleted"));
  await clearMissingDefaultResultStorage(tx);
}
