import type { Session } from "@prefect-ts/database/database";
import { IntegrityError } from "@prefect-ts/database/errors";
import { variablesMatching } from "@prefect-ts/database/filters/matching-resources";
import { orderVariables } from "@prefect-ts/database/sorts";
import { json, jsonOrNull } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type {
  Variable,
  VariableCreate,
  VariableFilter,
  VariableSort,
  VariableUpdate,
} from "@prefect-ts/schemas/variable";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";

/** What tells one variable from the others. */
export type VariableKey = readonly [column: "id" | "name", value: string];
type Filter = VariableFilter | null | undefined;

const variableEvent = ({ id, name, value, tags }: Variable, verb: "created" | "updated" | "deleted") =>
  objectEvent({ kind: "variable", id, name }, verb, { name, value, tags });

/** Throws IntegrityError where the name is taken. */
export async function createVariable(tx: Tx, { name, value, tags }: VariableCreate): Promise<Variable> {
  const now = Timestamp.now();
  const variable = await tx.db
    .insertInto("variable")
    .values({ id: uuid7(), created: now, updated: now, name, value: jsonOrNull(value), tags: json(tags) })
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.emit(variableEvent(variable, "created"));
  return variable;
}

export const readVariable = (session: Session, [column, value]: VariableKey): Promise<Variable | undefined> =>
  session.db.selectFrom("variable").selectAll().where(column, "=", value).executeTakeFirst();

export const readVariables = (
  session: Session,
  filter: Filter,
  sort: VariableSort,
  part: ListPart,
): Promise<Variable[]> =>
  orderVariables(variablesMatching(session, filter).selectAll("variable"), sort)
    .limit(part.limit)
    .offset(part.offset)
    .execute();

export async function countVariables(session: Session, filter: Filter): Promise<number> {
  const { count } = await variablesMatching(session, filter)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Sets what the update names; false where there is no such variable. Throws IntegrityError where the name is taken. */
export async function updateVariable(tx: Tx, [column, key]: VariableKey, update: VariableUpdate): Promise<boolean> {
  const { name, value, tags } = update;
  const current = await tx.db.selectFrom("variable").select("id").where(column, "=", key).executeTakeFirst();
  if (!current) return false;
  if (name === null || tags === null) throw new IntegrityError("not-null", "a variable has a name and tags");
  const variable = await tx.db
    .updateTable("variable")
    .set({
      updated: Timestamp.now(),
      ...(name !== undefined && { name }),
      ...(value !== undefined && { value: jsonOrNull(value) }),
      ...(tags !== undefined && { tags: json(tags) }),
    })
    .where("id", "=", current.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.emit(variableEvent(variable, "updated"));
  return true;
}

/** False where there is no such variable. */
export async function deleteVariable(tx: Tx, [column, value]: VariableKey): Promise<boolean> {
  const variable = await tx.db.deleteFrom("variable").where(column, "=", value).returningAll().executeTakeFirst();
  if (variable) tx.emit(variableEvent(variable, "deleted"));
  return variable !== undefined;
}
