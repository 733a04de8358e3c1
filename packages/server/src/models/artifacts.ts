import type { Session } from "@prefect-ts/database/database";
import { artifactCollectionsMatching, artifactsMatching } from "@prefect-ts/database/filters/matching-artifacts";
import { orderArtifactCollections, orderArtifacts } from "@prefect-ts/database/sorts";
import { json } from "@prefect-ts/database/values";
import type {
  Artifact,
  ArtifactCollection,
  ArtifactCollectionSort,
  ArtifactCreate,
  ArtifactSort,
  ArtifactUpdate,
} from "@prefect-ts/schemas/artifact";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";

export type ArtifactFilters = Parameters<typeof artifactsMatching>[1];
export type ArtifactCollectionFilters = Parameters<typeof artifactCollectionsMatching>[1];

const longestMetadata = 500;

function shortened(metadata: Record<string, string> | null | undefined): Record<string, string> | null {
  if (!metadata) return null;
  const shorten = (value: string) => {
    const characters = value.length > longestMetadata ? [...value] : [];
    return characters.length > longestMetadata ? `${characters.slice(0, longestMetadata).join("")}...` : value;
  };
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, shorten(value)]));
}

function collectionEvent(collection: ArtifactCollection, verb: "created" | "updated" | "deleted") {
  const { id, key, type, data, description, latest_id, flow_run_id, task_run_id } = collection;
  const related = [
    { kind: "artifact", id: latest_id, role: "latest" },
    { kind: "flow-run", id: flow_run_id, role: "flow-run" },
    { kind: "task-run", id: task_run_id, role: "task-run" },
  ].flatMap((other) =>
    other.id === null
      ? []
      : [{ "prefect.resource.id": `prefect.${other.kind}.${other.id}`, "prefect.resource.role": other.role }],
  );
  return objectEvent({ kind: "artifact-collection", id, name: key }, verb, { key, type, data, description }, related);
}

/** Keeps an artifact; one with a key is the latest of its key from then on. */
export async function createArtifact(tx: Tx, artifact: ArtifactCreate): Promise<Artifact> {
  const id = uuid7();
  const now = Timestamp.now();
  const values = {
    type: artifact.type,
    description: artifact.description,
    data: json(artifact.data),
    metadata_: json(shortened(artifact.metadata_)),
    flow_run_id: artifact.flow_run_id,
    task_run_id: artifact.task_run_id,
    updated: now,
  };
  if (artifact.key !== null) {
    const latest = { ...values, latest_id: id };
    const collection = await tx.db
      .insertInto("artifact_collection")
      .values({ id: uuid7(), created: now, key: artifact.key, ...latest })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(latest))
      .returningAll()
      .executeTakeFirstOrThrow();
    tx.emit(collectionEvent(collection, now.equals(collection.created) ? "created" : "updated"));
  }
  return await tx.db
    .insertInto("artifact")
    .values({ id, created: now, key: artifact.key, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export const readArtifact = (session: Session, id: string): Promise<Artifact | undefined> =>
  session.db.selectFrom("artifact").selectAll().where("id", "=", id).executeTakeFirst();

/** The latest artifact of a key, in the form of an artifact but with the id and the times of its collection. */
export const readLatestArtifact = (session: Session, key: string): Promise<Artifact | undefined> =>
  session.db
    .selectFrom("artifact_collection")
    .select(["id", "created", "updated", "key", "type", "description", "data", "metadata_"])
    .select(["flow_run_id", "task_run_id"])
    .where("key", "=", key)
    .executeTakeFirst();

export const readArtifacts = (
  session: Session,
  filters: ArtifactFilters,
  sort: ArtifactSort,
  part: ListPart,
): Promise<Artifact[]> =>
  orderArtifacts(artifactsMatching(session, filters).selectAll("artifact"), sort)
    .limit(part.limit)
    .offset(part.offset)
    .execute();

export const readLatestArtifacts = (
  session: Session,
  filters: ArtifactCollectionFilters,
  sort: ArtifactCollectionSort,
  part: ListPart,
): Promise<ArtifactCollection[]> =>
  orderArtifactCollections(artifactCollectionsMatching(session, filters).selectAll("artifact_collection"), sort)
    .limit(part.limit)
    .offset(part.offset)
    .execute();

export async function countArtifacts(session: Session, filters: ArtifactFilters): Promise<number> {
  const { count } = await artifactsMatching(session, filters)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

export async function countLatestArtifacts(session: Session, filters: ArtifactCollectionFilters): Promise<number> {
  const { count } = await artifactCollectionsMatching(session, filters)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Sets what the update names, here and where this is the latest of its key; false where there is no such artifact. */
export async function updateArtifact(tx: Tx, id: string, update: ArtifactUpdate): Promise<boolean> {
  const { data, description, metadata_ } = update;
  const values = {
    updated: Timestamp.now(),
    ...(data !== undefined && { data: json(data) }),
    ...(description !== undefined && { description }),
    ...(metadata_ !== undefined && { metadata_: json(shortened(metadata_)) }),
  };
  const artifact = await tx.db.updateTable("artifact").set(values).where("id", "=", id).executeTakeFirst();
  const collection = await tx.db
    .updateTable("artifact_collection")
    .set(values)
    .where("latest_id", "=", id)
    .executeTakeFirst();
  return artifact.numUpdatedRows + collection.numUpdatedRows > 0n;
}

/** Deletes an artifact; the one before it becomes the latest of its key. False where there is no such artifact. */
export async function deleteArtifact(tx: Tx, id: string): Promise<boolean> {
  const artifact = await tx.db.deleteFrom("artifact").where("id", "=", id).returning("key").executeTakeFirst();
  if (artifact && artifact.key !== null) await replaceLatest(tx, artifact.key, id);
  return artifact !== undefined;
}

/** Puts another artifact of a key in the place of a deleted one, or takes the key away where there is none. */
export async function replaceLatest(tx: Tx, key: string, deletedId: string): Promise<void> {
  const previous = await tx.db
    .selectFrom("artifact")
    .selectAll()
    .where("key", "=", key)
    .orderBy("created", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!previous) {
    const collection = await tx.db
      .deleteFrom("artifact_collection")
      .where("key", "=", key)
      .where("latest_id", "=", deletedId)
      .returningAll()
      .executeTakeFirst();
    if (collection) tx.emit(collectionEvent(collection, "deleted"));
    return;
  }
  const { id, key: _, data, metadata_, ...rest } = previous;
  const collection = await tx.db
    .updateTable("artifact_collection")
    .set({ ...rest, latest_id: id, data: json(data), metadata_: json(metadata_) })
    .where("key", "=", key)
    .where("latest_id", "=", deletedId)
    .returningAll()
    .executeTakeFirst();
  if (collection) tx.emit(collectionEvent(collection, "updated"));
}
