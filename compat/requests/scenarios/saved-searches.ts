import { each, NOBODY, paged, type Scenario, strangers, wrong } from "../step.ts";

const filter = { object: "flow_run", property: "state", type: "x", operation: "eq", value: [1, null] };

export const savedSearches: Scenario = [
  { send: "PUT /saved_searches/", body: { name: "search", filters: [filter] }, keep: "search" },
  { send: "PUT /saved_searches/", body: { name: "search", filters: [] } },
  { send: "GET /saved_searches/<search>" },
  { send: "PUT /saved_searches/", body: { name: "another" }, keep: "another" },
  ...wrong("PUT /saved_searches/", { name: "wrong", filters: [filter] }, { required: ["name"] }),
  ...Object.keys(filter).map((field) => ({
    send: "PUT /saved_searches/",
    body: { name: "wrong", filters: [Object.fromEntries(Object.entries(filter).filter(([key]) => key !== field))] },
  })),
  { send: "PUT /saved_searches/", body: { name: "wrong", filters: [{ ...filter, more: 1 }] } },
  { send: "POST /saved_searches/", body: { name: "search" } },
  ...strangers("GET /saved_searches/{id}"),
  { send: "POST /saved_searches/filter" },
  ...each("POST /saved_searches/filter", [{}, { name: "search" }, [], null]),
  ...paged("POST /saved_searches/filter", { unordered: true }),
  { send: "DELETE /saved_searches/<search>" },
  { send: "GET /saved_searches/<search>" },
  ...strangers("DELETE /saved_searches/{id}"),
  { send: `PATCH /saved_searches/${NOBODY}`, body: {} },
];
