import type { Settings } from "@prefect-ts/settings/settings";

/** Why a server did not answer well. */
export interface Failure {
  readonly message: string;
  /** The HTTP status, where there was an answer. */
  readonly status: number | null;
}

/** Asks the API that the settings point at whether it is healthy; null if it is. */
export async function checkHealth(settings: Settings, timeoutMs: number): Promise<Failure | null> {
  const url = `${apiUrl(settings)}/health`;
  if (!/^https?:\/\//.test(url)) {
    return { message: "Request URL is missing an 'http://' or 'https://' protocol.", status: null };
  }
  try {
    const response = await get(settings, url, timeoutMs);
    if (response.ok) return null;
    const kind = response.status < 500 ? "Client" : "Server";
    const message = `${kind} error '${response.status} ${response.statusText}' for url '${url}'`;
    return { message, status: response.status };
  } catch (error) {
    return { message: connectionError(error), status: null };
  }
}

/** The version that the server says it has, or null if it says none. */
export async function serverVersion(settings: Settings, timeoutMs: number): Promise<string | null> {
  try {
    const response = await get(settings, `${apiUrl(settings)}/admin/version`, timeoutMs);
    const version: unknown = response.ok ? await response.json() : null;
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}

/** Of the API that the settings point at, without a slash at its end. */
export function apiUrl(settings: Settings): string {
  return (settings.get("PREFECT_API_URL") ?? "").replace(/\/$/, "");
}

/** Asks with the credentials that the settings have for the API. */
export function get(settings: Settings, url: string, timeoutMs: number): Promise<Response> {
  const key = settings.get("PREFECT_API_KEY")?.reveal();
  const auth = settings.get("PREFECT_API_AUTH_STRING")?.reveal();
  const basic = auth && `Basic ${Buffer.from(auth).toString("base64")}`;
  const authorization = settings.isConnectedToCloud() && key ? `Bearer ${key}` : basic;
  const headers = { ...settings.get("PREFECT_CLIENT_CUSTOM_HEADERS"), ...(authorization ? { authorization } : {}) };
  return fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
}

/** The cause under fetch's own "fetch failed". */
export function connectionError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "The server did not answer in time";
  if (!(error.cause instanceof Error)) return error.message;
  return "code" in error.cause ? "All connection attempts failed" : error.cause.message;
}
