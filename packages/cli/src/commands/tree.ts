import type { Command } from "../core/command.ts";

/** A command that is loaded when it is called. */
export type Leaf = () => Promise<{ readonly default: Command }>;

/** Commands under one name. */
export interface Group {
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly commands: Readonly<Record<string, Group | Leaf>>;
}

/** Every command. A command's file is where its path says: `config set` is `config/set.ts`. */
export const root: Group = {
  summary: "Prefect CLI for workflow orchestration.",
  commands: {
    config: {
      summary: "View and set Prefect settings.",
      commands: {
        set: () => import("./config/set.ts"),
        unset: () => import("./config/unset.ts"),
        validate: () => import("./config/validate.ts"),
        view: () => import("./config/view.ts"),
      },
    },
    "flow-run": {
      summary: "Interact with flow runs.",
      aliases: ["flow-runs"],
      commands: {
        explain: () => import("./flow-run/explain.ts"),
      },
    },
    profile: {
      summary: "Select and manage Prefect profiles.",
      aliases: ["profiles"],
      commands: {
        create: () => import("./profile/create.ts"),
        delete: () => import("./profile/delete.ts"),
        inspect: () => import("./profile/inspect.ts"),
        ls: () => import("./profile/ls.ts"),
        "populate-defaults": () => import("./profile/populate-defaults.ts"),
        rename: () => import("./profile/rename.ts"),
        use: () => import("./profile/use.ts"),
      },
    },
    server: {
      summary: "Start a Prefect server instance and interact with the database.",
      commands: {
        database: {
          summary: "Interact with the database.",
          commands: {
            backup: () => import("./server/database/backup.ts"),
            check: () => import("./server/database/check.ts"),
            copy: () => import("./server/database/copy.ts"),
            downgrade: () => import("./server/database/downgrade.ts"),
            prune: () => import("./server/database/prune.ts"),
            reset: () => import("./server/database/reset.ts"),
            restore: () => import("./server/database/restore.ts"),
            revision: () => import("./server/database/revision.ts"),
            stamp: () => import("./server/database/stamp.ts"),
            status: () => import("./server/database/status.ts"),
            upgrade: () => import("./server/database/upgrade.ts"),
          },
        },
        services: {
          summary: "Interact with server loop services.",
          commands: {
            ls: () => import("./server/services/ls.ts"),
            start: () => import("./server/services/start.ts"),
            stop: () => import("./server/services/stop.ts"),
          },
        },
        start: () => import("./server/start.ts"),
        status: () => import("./server/status.ts"),
        stop: () => import("./server/stop.ts"),
      },
    },
    version: () => import("./version.ts"),
  },
};
