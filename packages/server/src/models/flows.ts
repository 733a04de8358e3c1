import type { Session } from "@prefect-ts/database/database";
import { flowsMatching, type RunFilters } from "@prefect-ts/database/filters/matching";
import { json, jsonOrNull } from "@prefect-ts/database/values";
import { orderFlows } from "@prefect-ts/database/sorts";
import type { Flow, FlowCreate, FlowFilter, FlowSort, FlowUpdate } from "@prefect-ts/schemas/flow";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { objectEvent } from "./object-events.ts";

export interface ListPart {
  limit: number;
  offset: number;
}

const flowEvent = (flow: Pick<Flow, "id" | "name" | "tags" | "labels">, verb: "created" | "updated" | "deleted") =>
  objectEvent({ kind: "flow", id: flow.id, name: flow.name }, verb, {
    name: flow.name,
    tags: flow.tags,
    labels: flow.labels ?? {},
  });

/** The flow of that name, made where there is none; an existing one stays as it is. */
export async function createFlow(tx: Tx, { name, tags, labels }: FlowCreate): Promise<{ flow: Flow; isNew: boolean }> {
  const now = Timestamp.now();
  const inserted = await tx.db
    .insertInto("flow")
    .values({ id: uuid7(), created: now, updated: now, name, tags: json(tags), labels: jsonOrNull(labels) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) {
    tx.emit(flowEvent(inserted, "created"));
    return { flow: inserted, isNew: true };
  }
  const flow = await tx.db.selectFrom("flow").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
  return { flow, isNew: false };
}

/** Sets what the update names; false where there is no such flow. */
export async function updateFlow(tx: Tx, id: string, { tags }: FlowUpdate): Promise<boolean> {
  const flow = await tx.db
    .updateTable("flow")
    .set({ updated: Timestamp.now(), ...(tags !== undefined && { tags: json(tags) }) })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
  if (flow) tx.emit(flowEvent(flow, "updated"));
  return flow !== undefined;
}

export const readFlow = (session: Session, id: string): Promise<Flow | undefined> =>
  session.db.selectFrom("flow").selectAll().where("id", "=", id).executeTakeFirst();

export const readFlowByName = (session: Session, name: string): Promise<Flow | undefined> =>
  session.db.selectFrom("flow").selectAll().where("name", "=", name).executeTakeFirst();

export const readFlows = (session: Session, filters: RunFilters, sort: FlowSort, part: ListPart): Promise<Flow[]> =>
  orderFlows(flowsMatching(session, filters).selectAll("flow"), sort).limit(part.limit).offset(part.offset).execute();

export async function countFlows(session: Session, filters: RunFilters): Promise<number> {
  const { count } = await flowsMatching(session, filters)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Deletes a flow with its runs and deployments; false where there is no such flow. */
export async function deleteFlow(tx: Tx, id: string): Promise<boolean> {
  const flow = await tx.db.deleteFrom("flow").where("id", "=", id).returningAll().executeTakeFirst();
  if (flow) tx.emit(flowEvent(flow, "deleted"));
  return flow !== undefined;
}

/** Deletes the first `limit` flows of a filter, with their deployments; answers their ids. */
export async function deleteFlows(tx: Tx, flows: FlowFilter | null | undefined, limit: number): Promise<string[]> {
  const found = await readFlows(tx, { flows }, "NAME_ASC", { limit, offset: 0 });
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.db.deleteFrom("deployment").where("flow_id", "in", ids).execute();
  await tx.db.deleteFrom("flow").where("id", "in", ids).execute();
  for (const flow of found) tx.emit(flowEvent(flow, "deleted"));
  return ids;
}
