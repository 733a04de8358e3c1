import { replyToError } from "../../http/error-replies.ts";
import { EndlessAutomationError } from "../../models/automations.ts";
import { ActionFailedError, type ActionResult } from "./performer.ts";

/** How the API would answer to an error. */
const answerTo = (error: unknown) =>
  error instanceof EndlessAutomationError ? { status: 422, body: undefined } : replyToError(error);

/**
 * Why an action failed for good, with what its events tell of it added to the result; undefined where it may do better
 * later.
 */
export function failureReason(error: unknown, type: string, result: ActionResult): string | undefined {
  if (error instanceof ActionFailedError) return error.message;
  const answer = answerTo(error);
  if (!answer || answer.status >= 500) return undefined;
  const { status, body } = answer;
  result.details["status_code"] = status;
  if (status !== 409 && status !== 422) return `Unexpected status from '${type}' action: ${status}`;
  const { detail } = Object(body);
  if (status === 409 && type === "run-deployment") result.details["validation_error"] = detail;
  return `Validation error occurred for '${type}'${detail === undefined ? "" : ` - ${detail}`}`;
}
