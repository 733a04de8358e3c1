import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { v4 as uuid4 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let server: TestServer;

beforeAll(async () => {
  server = await testServer({}, { services: true });
});
afterAll(() => server.close());

const idOf = (answer: { body: unknown }): string => String(Object(answer.body).id);

interface SeenEvent {
  event: string;
  payload: Record<string, unknown>;
  related: Record<string, string>[];
  follows: string | null;
  id: string;
}

async function eventsAbout(resourceId: string): Promise<SeenEvent[]> {
  const filter = { resource: { id: [resourceId] }, order: "ASC" };
  return Object((await server.request("POST", "/events/filter", { filter, limit: 50 })).body).events;
}

const emitted = (event: string, resource: Record<string, string> = {}) => ({
  id: uuid4(),
  occurred: new Date().toISOString(),
  event,
  resource: { "prefect.resource.id": "thing.1", ...resource },
});

const createAutomation = async (automation: Record<string, unknown>): Promise<string> => {
  const answer = await server.request("POST", "/automations/", { name: "an automation", ...automation });
  expect(answer).toMatchObject({ status: 201 });
  return idOf(answer);
};

test("an event that an automation expects runs its actions, once however often it comes", async () => {
  const id = await createAutomation({
    trigger: { posture: "Reactive", expect: ["thing.happened"], match: { "prefect.resource.id": "thing.*" } },
    actions: [{ type: "do-nothing" }],
  });
  const event = emitted("thing.happened");
  await server.request("POST", "/events", [event, emitted("thing.else")]);
  await server.request("POST", "/events", [event]);
  const names = [
    "prefect.automation.created",
    "prefect.automation.triggered",
    "prefect.automation.action.triggered",
    "prefect.automation.action.executed",
  ];
  await vi.waitFor(async () => {
    const seen = await eventsAbout(`prefect.automation.${id}`);
    expect(seen.map((one) => one.event).toSorted()).toEqual(names.toSorted());
  });
  const seen = await eventsAbout(`prefect.automation.${id}`);
  const byName = (name: string) => seen.find((one) => one.event === name);
  const announcement = byName("prefect.automation.triggered");
  expect(announcement?.payload).toMatchObject({ triggering_labels: {}, triggering_event: { id: event.id } });
  const action = byName("prefect.automation.action.triggered");
  expect(action).toMatchObject({
    follows: event.id,
    payload: { action_index: 0, action_type: "do-nothing" },
    related: [
      {
        "prefect.resource.id": `prefect.event.${announcement?.id}`,
        "prefect.resource.role": "automation-triggered-event",
      },
      { "prefect.resource.id": `prefect.event.${event.id}`, "prefect.resource.role": "triggering-event" },
    ],
  });
  expect(byName("prefect.automation.action.executed")).toMatchObject({ follows: action?.id });
});
