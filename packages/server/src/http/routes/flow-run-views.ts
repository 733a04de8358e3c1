import { FlowRunExplanation } from "@prefect-ts/schemas/flow-run-explanation";
import { floatJson } from "@prefect-ts/schemas/exact-json";
import { DependencyResult, Graph } from "@prefect-ts/schemas/graph";
import { HistoryResponse } from "@prefect-ts/schemas/history";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { DateTime, defaultFactory, Json, Nullable, OrNull, FloatSeconds } from "@prefect-ts/schemas/types";
import { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import { Type } from "typebox";
import { explainFlowRun } from "../../explanations/explain-flow-run.ts";
import { GraphTooLargeError, readDependencies, readFlowRunGraph } from "../../models/flow-run-graph.ts";
import { flowRunLogsCsv } from "../../models/flow-run-logs.ts";
import { averageLateness, rangeProblem, runHistory } from "../../models/run-history.ts";
import { HttpError } from "../../errors.ts";
import { ById, pageSize } from "../parameters.ts";
import { Content, Reply } from "../reply.ts";
import { type Route, route } from "../route.ts";
import { queuedRunFilters, runFilters } from "../run-filters.ts";

const tag = "Flow Runs";
const beginningOfTime = Timestamp.fromDatabase("0001-01-01");

export const flowRunViewRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/flow_runs/{id}/explain",
    tag,
    operation: "explain_flow_run_flow_runs__id__explain_get",
    params: ById,
    response: FlowRunExplanation,
    handle: async ({ params, context }) => {
      const explanation = await context.read((session) => explainFlowRun(session, params.id));
      if (!explanation) throw new HttpError(404, "Flow run not found");
      return explanation;
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/lateness",
    tag,
    operation: "average_flow_run_lateness_flow_runs_lateness_post",
    body: Type.Object(queuedRunFilters, { $id: "Body_average_flow_run_lateness_flow_runs_lateness_post" }),
    bodyRequired: false,
    response: Nullable(Type.Number()),
    shared: true,
    handle: async ({ body, context }) => {
      const seconds = await context.readWide((session) => averageLateness(session, body));
      return seconds === null ? null : floatJson(seconds);
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/history",
    tag,
    operation: "flow_run_history_flow_runs_history_post",
    body: Type.Object(
      {
        history_start: DateTime,
        history_end: DateTime,
        history_interval_seconds: FloatSeconds,
        ...runFilters,
        work_queues: OrNull(WorkQueueFilter),
      },
      { $id: "Body_flow_run_history_flow_runs_history_post" },
    ),
    response: Type.Array(HistoryResponse),
    shared: true,
    handle: ({ body, context }) => {
      const { history_start: start, history_end: end, history_interval_seconds: interval, ...filters } = body;
      const range = { start, end, interval };
      const problem = rangeProblem(range);
      if (problem !== undefined) throw new HttpError(422, problem);
      const matching = { ...filters, work_pool_queues: filters.work_queues };
      return context.readWide((session) => runHistory(session, "flow_run", range, matching));
    },
  }),
  route({
    method: "GET",
    path: "/flow_runs/{id}/graph",
    tag,
    operation: "read_flow_run_graph_v1_flow_runs__id__graph_get",
    params: ById,
    response: Type.Array(DependencyResult),
    handle: ({ params, context }) =>
      context.read((session) => readDependencies(session, params.id, pageSize(undefined, context))),
  }),
  route({
    method: "GET",
    path: "/flow_runs/{id}/graph-v2",
    tag,
    operation: "read_flow_run_graph_v2_flow_runs__id__graph_v2_get",
    params: ById,
    query: Type.Object({
      since: Type.Unsafe<Timestamp>({ ...DateTime, [defaultFactory]: () => beginningOfTime }),
    }),
    response: Graph,
    handle: async ({ params, query, context }) => {
      const limits = {
        nodes: context.settings.get("PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_NODES"),
        artifacts: context.settings.get("PREFECT_SERVER_FLOW_RUN_GRAPH_MAX_ARTIFACTS"),
      };
      try {
        return await context.read((session) => readFlowRunGraph(session, params.id, query.since, limits));
      } catch (error) {
        throw error instanceof GraphTooLargeError ? new HttpError(400, error.message) : error;
      }
    },
  }),
  route({
    method: "GET",
    path: "/flow_runs/{id}/logs/download",
    tag,
    operation: "download_logs_flow_runs__id__logs_download_get",
    params: ById,
    response: Json,
    shared: true,
    handle: async ({ params, context }) => {
      const file = await context.readWide((session) => flowRunLogsCsv(session, params.id));
      if (!file) throw new HttpError(404, "Flow run not found");
      const name = encodeURIComponent(file.name);
      const headers = { "content-disposition": `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''${name}` };
      return new Reply(200, new Content(file.text, "text/csv; charset=utf-8"), headers);
    },
  }),
];
