import type { Read } from "./derived.ts";

const API_URL_MISTAKES: readonly [string, string][] = [
  ["app.prefect.cloud", "`PREFECT_API_URL` points to `app.prefect.cloud`. Did you mean `api.prefect.cloud`?"],
  ["account/", "`PREFECT_API_URL` uses `/account/` but should use `/accounts/`."],
  ["workspace/", "`PREFECT_API_URL` uses `/workspace/` but should use `/workspaces/`."],
];

/** What looks like a mistake in settings that are valid by themselves, one line each. */
export function misconfigurations(read: Read): string[] {
  return [...apiUrlMistakes(read), ...unusedPassword(read)];
}

function apiUrlMistakes(read: Read): string[] {
  const url = read("PREFECT_API_URL");
  if (url === null || read("PREFECT_SILENCE_API_URL_MISCONFIGURATION")) return [];
  const found = API_URL_MISTAKES.flatMap(([part, warning]) => (url.includes(part) ? [warning] : []));
  const path = /^\w+:\/\/[^/]*(\/[^?#]*)/.exec(url)?.[1] ?? "";
  if (path !== "" && url.includes("api.prefect.cloud") && !path.startsWith("/api")) {
    found.push("`PREFECT_API_URL` should have `/api` after the base URL.");
  }
  return found;
}

function unusedPassword(read: Read): string[] {
  const password = read("PREFECT_SERVER_DATABASE_PASSWORD")?.reveal();
  const url = read("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal();
  const isUsed =
    !password || !url.startsWith("postgresql") || url.includes(password) || url.includes(encodeURIComponent(password));
  return isUsed
    ? []
    : [
        "PREFECT_SERVER_DATABASE_PASSWORD is set but is not part of PREFECT_SERVER_DATABASE_CONNECTION_URL: it is ignored.",
      ];
}
