import type { TaskWorkerResponse } from "@prefect-ts/schemas/task-worker";
import { Timestamp } from "@prefect-ts/schemas/timestamp";

interface Connection {
  readonly identifier: string;
  readonly keys: readonly string[];
}

/** The workers that are connected to this process and wait for background task runs. */
export class TaskWorkers {
  private readonly connections = new Set<Connection>();

  /** Answers how to take the worker off the list again. */
  add(identifier: string, keys: readonly string[]): () => void {
    const connection = { identifier, keys };
    this.connections.add(connection);
    return () => void this.connections.delete(connection);
  }

  /** Those that serve one of `keys` or more; all of them where no keys are given. */
  list(keys: readonly string[] = []): TaskWorkerResponse[] {
    const byIdentifier = new Map<string, Set<string>>();
    for (const connection of this.connections) {
      const known = byIdentifier.get(connection.identifier) ?? new Set();
      byIdentifier.set(connection.identifier, new Set([...known, ...connection.keys]));
    }
    const timestamp = Timestamp.now();
    return [...byIdentifier]
      .filter(([, served]) => keys.length === 0 || keys.some((key) => served.has(key)))
      .map(([identifier, served]) => ({ identifier, task_keys: [...served], timestamp }));
  }
}
