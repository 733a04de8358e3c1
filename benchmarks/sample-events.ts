import { randomUUID } from "node:crypto";

/** An event as tasks of a flow emit it, about one of a thousand resources. */
export const sampleEvent = (event: string, number: number) => ({
  id: randomUUID(),
  event,
  occurred: new Date().toISOString(),
  resource: { "prefect.resource.id": `bench.sensor.${number % 1000}`, "prefect.resource.name": "sensor" },
  related: [
    { "prefect.resource.id": `prefect.flow-run.${number % 100}`, "prefect.resource.role": "flow-run" },
    { "prefect.resource.id": "prefect.flow.measure", "prefect.resource.role": "flow" },
  ],
  payload: { number, temperature: 21.5, unit: "°C" },
});
