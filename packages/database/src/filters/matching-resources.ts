import type { AutomationFilter } from "@prefect-ts/schemas/automation";
import type { LogFilter } from "@prefect-ts/schemas/log";
import type { VariableFilter } from "@prefect-ts/schemas/variable";
import type { WorkerFilter } from "@prefect-ts/schemas/worker";
import { expressionBuilder } from "kysely";
import type { Session } from "../database.ts";
import type { Tables } from "../tables.ts";
import { automationConditions } from "./automation.ts";
import { narrowed } from "./combine.ts";
import { logConditions } from "./log.ts";
import { variableConditions } from "./variable.ts";
import { workerConditions } from "./worker.ts";

type Maybe<F> = F | null | undefined;

export const logsMatching = ({ db }: Session, filter: Maybe<LogFilter>) =>
  narrowed(db.selectFrom("log"), [filter ? logConditions(filter, expressionBuilder<Tables, "log">()) : undefined]);

export const variablesMatching = ({ db, dialect }: Session, filter: Maybe<VariableFilter>) =>
  narrowed(db.selectFrom("variable"), [
    filter ? variableConditions(filter, expressionBuilder<Tables, "variable">(), dialect) : undefined,
  ]);

/** Workers of every pool; the caller adds the pool. */
export const workersMatching = ({ db }: Session, filter: Maybe<WorkerFilter>) =>
  narrowed(db.selectFrom("worker"), [
    filter ? workerConditions(filter, expressionBuilder<Tables, "worker">()) : undefined,
  ]);

export const automationsMatching = ({ db, dialect }: Session, filter: Maybe<AutomationFilter>) =>
  narrowed(db.selectFrom("automation"), [
    filter ? automationConditions(filter, expressionBuilder<Tables, "automation">(), dialect) : undefined,
  ]);
