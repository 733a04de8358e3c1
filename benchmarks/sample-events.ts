import { uuid7 } from "@prefect-ts/server/ids";

/** An event as tasks of a flow emit it, its id growing with time as the client's do, about one of a thousand resources. */
export const sampleEvent = (event: string, number: number) => ({
  id: uuid7(),
  event,
  occurred: new Date().toISOString(),
  resource: { "prefect.resource.id": `bench.sensor.${number % 1000}`, "prefect.resource.name": "sensor" },
  related: [
    { "prefect.resource.id": `prefect.flow-run.${number % 100}`, "prefect.resource.role": "flow-run" },
    { "prefect.resource.id": "prefect.flow.measure", "prefect.resource.role": "flow" },
  ],
  payload: { number, temperature: 21.5, unit: "°C" },
});
