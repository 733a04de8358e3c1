const columns = "latest_id, task_run_id, flow_run_id, type, data, description, metadata_";
const newest = `SELECT a.id, a.task_run_id, a.flow_run_id, a.type, a.data, a.description, a.metadata_
  FROM artifact a WHERE a.key = artifact_collection.key ORDER BY a.created DESC LIMIT 1`;
const isStale = "NOT EXISTS (SELECT 1 FROM artifact a WHERE a.id = artifact_collection.latest_id)";

/** Statements that give every key whose latest artifact is gone the one before it, and forget keys that have none. */
export const mendCollections: readonly string[] = [
  `DELETE FROM artifact_collection WHERE ${isStale} AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.key = artifact_collection.key)`,
  `UPDATE artifact_collection SET (${columns}) = (${newest}) WHERE ${isStale}`,
];
