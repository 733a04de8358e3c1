import { compile } from "@prefect-ts/schemas/validation/compile";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Static, TSchema } from "typebox";
import { CommandError } from "../core/errors.ts";
import { apiUrl, connectionError, get } from "./api.ts";

/** The API answered, but not with what was asked for. */
export class ApiError extends CommandError {
  override readonly name = "ApiError";
  readonly status: number;
  /** What the answer says, where it says it as the API does. */
  readonly detail: string | null;

  constructor(url: string, status: number, detail: string | null) {
    super(`The server answered ${status} to ${url}${detail === null ? "" : `: ${detail}`}.`);
    this.status = status;
    this.detail = detail;
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : null);

/** What an answer says is wrong. */
function detailOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  return textOf(Reflect.get(body, "detail")) ?? textOf(Reflect.get(body, "exception_message"));
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks the API that the settings point at, as their user. What it answers is checked before it is believed. */
export class ApiClient {
  private readonly settings: Settings;

  /** Throws CommandError where the settings name no API. */
  constructor(settings: Settings) {
    this.settings = settings;
    const url = settings.get("PREFECT_API_URL");
    if (url === null) {
      throw new CommandError("No API URL configured. Set PREFECT_API_URL to the address of your server.");
    }
    if (!/^https?:\/\//.test(url)) {
      throw new CommandError(`PREFECT_API_URL is '${url}', which does not begin with http:// or https://.`);
    }
  }

  /** Throws {@link ApiError} for an answer that is no success, CommandError where there is none. */
  async get<Schema extends TSchema>(path: string, schema: Schema): Promise<Static<Schema>> {
    const url = apiUrl(this.settings) + path;
    const body = await this.#ask(url);
    const result = compile(schema)(body);
    if (result.ok) return result.value;
    throw new CommandError(`The server's answer to ${url} is not what was expected: is it a Prefect server?`);
  }

  async #ask(url: string): Promise<unknown> {
    let response: Response;
    try {
      response = await get(this.settings, url, this.settings.get("PREFECT_API_REQUEST_TIMEOUT") * 1000);
    } catch (error) {
      throw new CommandError(`No server answers at ${apiUrl(this.settings)}: ${connectionError(error)}.`);
    }
    const body = await bodyOf(response);
    if (!response.ok) throw new ApiError(url, response.status, detailOf(body));
    return body;
  }
}
