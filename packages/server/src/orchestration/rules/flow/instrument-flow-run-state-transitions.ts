import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { flowRunStateEvent } from "../../../models/flow-run-events.ts";
import { transform } from "../../rule.ts";

/** Each new state of a flow run is an event, whose id is the state's. */
export const instrumentFlowRunStateTransitions = transform<FlowRunRecord>({
  name: "InstrumentFlowRunStateTransitions",
  after: async ({ tx, run, initial }, validated) => {
    tx.emit(await flowRunStateEvent(tx, run, initial, validated));
  },
});
