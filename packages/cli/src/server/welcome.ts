import { prefectVersion } from "@prefect-ts/server/versions";
import { packageVersion } from "../core/version.ts";

/** What a person needs once the server answers: where everything is and what to do next. */
export function welcome(server: { readonly url: string; readonly database: string }): string {
  const { origin } = new URL(server.url);
  return `
Prefect server is ready (prefect-ts ${packageVersion()}, speaks Prefect ${prefectVersion}).

    API              ${server.url}
    API reference    ${origin}/docs
    Database         ${server.database}

Configure Prefect to communicate with the server with:

    prefect config set PREFECT_API_URL=${server.url}

Run a first flow, in Python (pip install prefect):

    export PREFECT_API_URL=${server.url}
    python -c 'from prefect import flow; flow(name="hello")(lambda: print("Hello!"))()'
`;
}
