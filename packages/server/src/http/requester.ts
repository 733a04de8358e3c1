import type { IncomingHttpHeaders } from "node:http";
import { Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import type { Requester } from "../models/flow-runs.ts";
import { textFromBase64 } from "./base64.ts";

const pythonClient = /^prefect\/(\d+\.\d+\.\d+(?:[a-z.+0-9]+)?) \(API \S+\)$/;

/** Who sent a request, as far as it changes what rules do: the API version and the Python client's release. */
export function requesterOf(headers: IncomingHttpHeaders): Requester {
  const version = headers["x-prefect-api-version"];
  const [major = 0, minor = 0, patch = 0] = typeof version === "string" ? version.split(".").map(Number) : [];
  return {
    apiVersion: version === undefined ? null : [major, minor, patch],
    clientVersion: pythonClient.exec(headers["user-agent"] ?? "")?.[1] ?? null,
  };
}

/** The headers by which an automation says who it is; any request may lack them. */
export const AutomationHeaders = Type.Object({ "prefect-automation-id": Type.Optional(Uuid) });

/** The automation that a request acts for, as its checked {@link AutomationHeaders} say; null for every other request. */
export function createdByOf(headers: IncomingHttpHeaders) {
  const id = headers["prefect-automation-id"];
  const name = headers["prefect-automation-name"];
  if (typeof id !== "string" || typeof name !== "string") return null;
  const displayValue = textFromBase64(name);
  return displayValue ? { id, type: "AUTOMATION", display_value: displayValue } : null;
}
