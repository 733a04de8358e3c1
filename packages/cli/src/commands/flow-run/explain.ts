import { FlowRunExplanation, type WaitReason } from "@prefect-ts/schemas/flow-run-explanation";
import { defineCommand } from "../../core/command.ts";
import type { Context } from "../../core/context.ts";
import { CommandError } from "../../core/errors.ts";
import { output } from "../../core/options.ts";
import { ApiClient, ApiError } from "../../server/api-client.ts";

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

async function ask(context: Context, id: string): Promise<FlowRunExplanation> {
  try {
    return await new ApiClient(context.settings()).get(`/flow_runs/${id}/explain`, FlowRunExplanation);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const isOurs = error.detail === "Flow run not found";
    throw new CommandError(
      isOurs ? `Flow run '${id}' not found!` : "This server cannot explain runs: it is not prefect-ts.",
    );
  }
}

function lines({ message, action }: WaitReason, index: number): string[] {
  const number = `${index + 1}. `;
  return [number + message, " ".repeat(number.length) + action];
}

export default defineCommand({
  summary: "Say why a flow run is waiting, and what to do about it.",
  arguments: [{ name: "id", help: "A flow run ID.", kind: "required" }],
  options: { output },
  async run(context, { positional: [id = ""], options }) {
    if (!uuid.test(id)) throw new CommandError(`'${id}' is not the ID of a flow run.`);
    const explanation = await ask(context, id);
    if (options.output === "json") {
      context.printJson(explanation);
      return;
    }
    const { name, state_name: state, reasons, summary } = explanation;
    context.print(`${context.colors.bold(name)} is ${state ?? "without a state"}.`);
    for (const line of reasons.length > 0 ? reasons.flatMap(lines) : [summary]) context.print(line);
  },
});
