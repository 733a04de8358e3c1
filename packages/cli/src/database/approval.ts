import type { Context } from "../core/context.ts";
import { CommandError } from "../core/errors.ts";
import { toggle } from "../core/options.ts";

/** `-y`: the question is answered already. */
export const yes = toggle("-y, --yes", "Assume the answer to all prompts is yes.", "--no-yes");

interface Question {
  /** Whether the command line says yes. */
  readonly yes: boolean | undefined;
  readonly question: string;
  readonly aborted: string;
}

/** Asks before the database is changed. Throws CommandError where the answer is no, or nobody is there to give one. */
export async function requireApproval(context: Context, { yes: isGiven, question, aborted }: Question): Promise<void> {
  if (isGiven) return;
  if (!context.isInteractive) {
    throw new CommandError(`${question} Nobody is here to answer, so nothing was changed: say yes with -y.`);
  }
  if (!(await context.confirm(question))) throw new CommandError(aborted);
}
