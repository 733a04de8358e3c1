import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import { sameSecret } from "../plugins/auth.ts";
import { BadMessageError, closeCodes, type PrefectSocket } from "./prefect-socket.ts";

/** A message that is a JSON object. Throws {@link BadMessageError} for any other. */
export function readMessage(text: string): Record<string, unknown> {
  const parsed = parseJsonBody(text);
  if (!parsed.ok) throw new BadMessageError("a message is not JSON");
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadMessageError("a message is not a JSON object");
  }
  return { ...value };
}

/** What is wrong with the first message, where the server asks for `secret`; undefined if it lets the client in. */
function refusal({ type, token }: Record<string, unknown>, secret: string | undefined): string | undefined {
  if (type !== "auth") return "Expected 'auth' message";
  if (secret === undefined) return undefined;
  if (!token) return "Auth required but no token provided";
  if (typeof token !== "string") throw new BadMessageError("the token is not text");
  return sameSecret(token, secret) ? undefined : "Invalid token";
}

/**
 * The first exchange of a client that speaks the subprotocol `prefect`; it takes place without authentication too, for
 * the sake of one protocol. Answers whether the client is let in; one that is not has been told why, or `refusalText`.
 */
export async function authenticate(
  socket: PrefectSocket,
  secret: string | undefined,
  refusalText?: string,
): Promise<boolean> {
  const text = await socket.receive();
  if (text === undefined) return false;
  const reason = refusal(readMessage(text), secret);
  if (reason !== undefined) {
    socket.close(closeCodes.policyViolation, refusalText ?? reason);
    return false;
  }
  await socket.send({ type: "auth_success" });
  return true;
}
