import { NOBODY, type Scenario, type Step } from "../step.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const asked = (id: string | undefined, name: string | undefined): Pick<Step, "headers"> => ({
  headers: {
    ...(id !== undefined && { "prefect-automation-id": id }),
    ...(name !== undefined && { "prefect-automation-name": name }),
  },
});

const automation = asked(NOBODY, base64("nightly"));
/** What automations do not send, or what says nothing of one. */
const odd = [
  asked(NOBODY, undefined),
  asked(undefined, base64("nightly")),
  asked("none", base64("nightly")),
  asked("", base64("nightly")),
  asked(NOBODY.replaceAll("-", ""), base64("nächtlich")),
  asked(NOBODY, ""),
  asked(NOBODY, "nightly!"),
  asked(NOBODY, "bmlnaHRseQ"),
  asked(NOBODY, "/w=="),
];

const run: Step = { send: "POST /flow_runs/", body: { flow_id: "<flow>", name: "run" } };
const deploy = (name: string): Step => ({ send: "POST /deployments/", body: { name, flow_id: "<flow>" } });

export const provenance: Scenario = [
  { send: "POST /flows/", body: { name: "flow" }, keep: "flow" },
  run,
  { ...run, ...automation, keep: "run" },
  { send: "GET /flow_runs/<run>" },
  ...odd.map((headers) => ({ ...run, ...headers })),
  { ...deploy("nightly"), ...automation, keep: "nightly" },
  { send: "GET /deployments/<nightly>" },
  deploy("nightly"),
  { ...deploy("nightly"), ...asked(NOBODY, base64("daily")) },
  { ...deploy("nightly"), ...asked(NOBODY, "/w==") },
  { send: "PATCH /deployments/<nightly>", body: { description: "d" }, ...asked(NOBODY, base64("hourly")) },
  { send: "GET /deployments/<nightly>" },
  deploy("plain"),
  { ...deploy("plain"), ...automation },
  ...odd.map((headers, place) => ({ ...deploy(`odd ${place}`), ...headers })),
  { send: "POST /deployments/<nightly>/create_flow_run", body: { name: "made" } },
  { send: "POST /deployments/<nightly>/create_flow_run", body: { name: "made" }, ...automation },
  { send: "POST /deployments/<nightly>/create_flow_run", body: { name: "made" }, ...asked("none", "x") },
  { send: "POST /deployments/<nightly>/create_flow_run/bulk", body: [{ name: "made" }], ...automation },
  { send: "POST /flow_runs/filter", body: { flow_runs: { created_by: { type_: ["AUTOMATION"] } } }, unordered: true },
];
