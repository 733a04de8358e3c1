import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

test("the workers' view has every type of worker with its base job template", async () => {
  const { status, body } = await server.request("GET", "/collections/views/aggregate-worker-metadata");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    prefect: {
      process: {
        type: "process",
        default_base_job_configuration: {
          job_configuration: { command: "{{ command }}", env: "{{ env }}" },
          variables: { type: "object", properties: { env: {}, working_dir: {} } },
        },
      },
    },
    "prefect-docker": { docker: { type: "docker" } },
    "prefect-kubernetes": { kubernetes: { type: "kubernetes" } },
  });
});

test.each([
  ["demo-flows", "Requested content missing for view demo-flows"],
  ["none", "View none not found in registry"],
])("the view %s is not there", async (view, detail) => {
  expect(await server.request("GET", `/collections/views/${view}`)).toMatchObject({ status: 404, body: { detail } });
});
