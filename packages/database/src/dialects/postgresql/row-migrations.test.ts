import { before, type MigrationDatabase, migrationDatabase } from "@prefect-ts/testing/postgresql/migrations";
import { afterEach, beforeEach, expect, test } from "vitest";

let database: MigrationDatabase;
beforeEach(async () => {
  database = await migrationDatabase();
});
afterEach(() => database.drop());

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** Rows at the revision before one, then that revision. */
async function migrated(revision: string, ...statements: string[]): Promise<void> {
  await database.upgrade(before(revision));
  for (const statement of statements) await database.rows(statement);
  await database.upgrade(revision);
}

test("every artifact collection gets its artifact's contents, not the first 500 alone", async () => {
  await migrated(
    "15f5083c16bd",
    `INSERT INTO artifact (key, type, data, metadata_) SELECT 'k' || i, 'table', '{"é": 1}', '[ 1 ]' FROM generate_series(1, 1200) AS i`,
    "INSERT INTO artifact_collection (key, latest_id) SELECT key, id FROM artifact",
    "INSERT INTO artifact_collection (key, latest_id) VALUES ('gone', gen_random_uuid()), ('none', NULL)",
  );
  expect(
    await database.rows(
      "SELECT type, data::text, metadata_::text, count(*)::int FROM artifact_collection GROUP BY 1, 2, 3 ORDER BY 4",
    ),
  ).toEqual([
    { type: null, data: null, metadata_: null, count: 2 },
    { type: "table", data: '{"é": 1}', metadata_: "[ 1 ]", count: 1200 },
  ]);
});

test("a deployment's schedule becomes a row, and its activity a pause", async () => {
  await migrated(
    "8cf4d4933848",
    `INSERT INTO flow (id, name) VALUES ('${id(1)}', 'flow')`,
    `INSERT INTO deployment (name, flow_id, schedule, is_schedule_active) VALUES
      ('cron', '${id(1)}', '{"cron": "0 9 * * *"}', true), ('off', '${id(1)}', '{"interval": 1.5}', false),
      ('json null', '${id(1)}', 'null', true), ('none', '${id(1)}', NULL, false)`,
  );
  expect(
    await database.rows(
      `SELECT name, paused, s.schedule, active FROM deployment
       LEFT JOIN deployment_schedule AS s ON s.deployment_id = deployment.id ORDER BY name`,
    ),
  ).toEqual([
    { name: "cron", paused: false, schedule: { cron: "0 9 * * *" }, active: true },
    { name: "json null", paused: false, schedule: null, active: null },
    { name: "none", paused: true, schedule: null, active: null },
    { name: "off", paused: true, schedule: { interval: 1.5 }, active: false },
  ]);
});

test("a variable's text becomes a JSON string whatever it looks like, and comes back", async () => {
  const texts = ["", "null", '"', '{"a": 1}', "Zürich 🚀", "back\\slash\ttab\nline"];
  await database.upgrade(before("94622c1663e8"));
  await database.rows("INSERT INTO variable (name, value) SELECT text, text FROM unnest($1::text[]) AS text", [texts]);
  await database.upgrade("94622c1663e8");
  expect(await database.rows("SELECT name FROM variable WHERE value IS DISTINCT FROM to_jsonb(name)")).toEqual([]);
  await database.downgrade(before("94622c1663e8"));
  expect(await database.rows("SELECT count(*)::int FROM variable WHERE value = name")).toEqual([
    { count: texts.length },
  ]);
});

// What Python 3.11's str() gives.
const values: [json: string | null, text: string][] = [
  [null, "None"],
  ["null", "None"],
  ["true", "True"],
  ["-17", "-17"],
  ["1.0", "1.0"],
  ["0.00001", "1e-05"],
  ["12345678901234567.5", "1.2345678901234568e+16"],
  ["123456789012345678901234567890", "123456789012345678901234567890"],
  ['{"a": [1, null, 2.5, true]}', "{'a': [1, None, 2.5, True]}"],
  ['{"b": {}, "10": [], "it\'s": "null 1.0 \\"x\\""}', `{'b': {}, '10': [], "it's": 'null 1.0 "x"'}`],
  [
    '["tab\\t", "Zürich 🚀", "\\u00a0\\u200b\\u0001", "back\\\\slash"]',
    String.raw`['tab\t', 'Zürich 🚀', '\xa0\u200b\x01', 'back\\slash']`,
  ],
];

test("a variable that is no text is written back as Python writes it", async () => {
  await database.upgrade("94622c1663e8");
  for (const [i, [json]] of values.entries()) {
    await database.rows("INSERT INTO variable (name, value) VALUES ($1, $2)", [String(i).padStart(2, "0"), json]);
  }
  await database.rows(
    "INSERT INTO variable (name, value) SELECT 'many ' || i, '[true]' FROM generate_series(1, 1500) AS i",
  );
  await database.downgrade(before("94622c1663e8"));
  const rows = await database.rows("SELECT value FROM variable WHERE name NOT LIKE 'many%' ORDER BY name");
  expect(rows.map(({ value }) => value)).toEqual(values.map(([, text]) => text));
  expect(await database.rows("SELECT count(*)::int FROM variable WHERE value = '[True]'")).toEqual([{ count: 1500 }]);
});

test("a concurrency limit keeps its id and its holders' slots, there and back", async () => {
  await migrated(
    "9e83011d1f2a",
    `INSERT INTO concurrency_limit (id, tag, concurrency_limit, active_slots) VALUES
      ('${id(1)}', 'größe 🚀', 3, '["${id(11)}", "${id(12)}"]'), ('${id(2)}', 'empty', 0, '[]'), ('${id(3)}', 'taken', 5, '["${id(13)}"]')`,
    `INSERT INTO concurrency_limit_v2 (id, name, active, "limit", active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds)
     VALUES ('${id(4)}', 'tag:taken', true, 9, 0, 0, 0, 2), ('${id(5)}', 'other', true, 9, 1, 0, 0, 2)`,
    `INSERT INTO ts_concurrency_lease (id, created, expiration, resource_ids, slots) VALUES ('${id(6)}', now(), now(), '["${id(5)}"]', 1)`,
  );
  const limits = `SELECT id, name, "limit", active, active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds AS occupancy
    FROM concurrency_limit_v2 WHERE name LIKE 'tag:%' ORDER BY id`;
  const common = { active: true, denied_slots: 0, slot_decay_per_second: 0 };
  expect(await database.rows(limits)).toEqual([
    { ...common, id: id(1), name: "tag:größe 🚀", limit: 3, active_slots: 2, occupancy: 600 },
    { ...common, id: id(2), name: "tag:empty", limit: 0, active_slots: 0, occupancy: 600 },
    { ...common, id: id(4), name: "tag:taken", limit: 9, active_slots: 0, occupancy: 2 },
  ]);
  expect(
    await database.rows(
      "SELECT resource_ids, slots, holder_type, holder_id FROM ts_concurrency_lease WHERE expiration > now() + interval '99 years' ORDER BY holder_id",
    ),
  ).toEqual([11, 12].map((n) => ({ resource_ids: [id(1)], slots: 1, holder_type: "task_run", holder_id: id(n) })));
  expect(await database.rows("SELECT * FROM concurrency_limit")).toEqual([]);

  await database.downgrade(before("9e83011d1f2a"));
  const [first, ...others] = await database.rows(
    "SELECT id, tag, concurrency_limit, active_slots FROM concurrency_limit ORDER BY id",
  );
  expect(first).toEqual({
    id: id(1),
    tag: "größe 🚀",
    concurrency_limit: 3,
    active_slots: expect.toSatisfy((slots) => [id(11), id(12)].every((holder) => slots.includes(holder))),
  });
  expect(others).toEqual([
    { id: id(2), tag: "empty", concurrency_limit: 0, active_slots: [] },
    { id: id(4), tag: "taken", concurrency_limit: 9, active_slots: [] },
  ]);
  expect(await database.rows("SELECT id FROM ts_concurrency_lease")).toEqual([{ id: id(6) }]);
});

test("a notification policy becomes an automation", async () => {
  await migrated(
    "4160a4841eed",
    `INSERT INTO block_type (id, name, slug) VALUES ('${id(1)}', 'Slack', 'slack')`,
    `INSERT INTO block_schema (id, checksum, block_type_id) VALUES ('${id(2)}', 'sha256:1', '${id(1)}')`,
    `INSERT INTO block_document (id, name, block_type_id, block_schema_id) VALUES ('${id(3)}', 'doc', '${id(1)}', '${id(2)}')`,
    `INSERT INTO flow_run_notification_policy (is_active, state_names, tags, message_template, block_document_id) VALUES
      (true, '["Failed", "Zürich", "Failed"]', '["ü", "b c"]', '{flow_run_name} {{x}} 🚀', '${id(3)}')`,
    `INSERT INTO flow_run_notification_policy (is_active, state_names, tags, block_document_id)
     SELECT false, '[]', '[]', '${id(3)}' FROM generate_series(1, 1100)`,
  );
  expect(
    await database.rows(
      `SELECT name, trigger -> 'expect' AS expect, trigger -> 'match_related' AS related, actions -> 0 -> 'body' AS body,
         actions -> 0 -> 'block_document_id' AS block, actions_on_trigger FROM automation WHERE enabled`,
    ),
  ).toEqual([
    {
      name: "Flow Run State Change Notification",
      expect: ["prefect.flow-run.Failed", "prefect.flow-run.Zürich"],
      related: { "prefect.resource.id": ["prefect.tag.ü", "prefect.tag.b c"], "prefect.resource.role": "tag" },
      body: "{{ flow_run.name }} {x} 🚀",
      block: id(3),
      actions_on_trigger: [],
    },
  ]);
  expect(
    await database.rows(
      `SELECT trigger -> 'expect' AS expect, trigger -> 'match_related' AS related, count(*)::int, count(DISTINCT trigger -> 'id')::int AS ids
       FROM automation WHERE NOT enabled AND actions -> 0 ->> 'body' LIKE E'\\nFlow run {{ flow.name }}%}}\\n' GROUP BY 1, 2`,
    ),
  ).toEqual([{ expect: ["prefect.flow-run.*"], related: {}, count: 1100, ids: 1100 }]);
});

test("an event that waits for another keeps waiting", async () => {
  await migrated(
    "7495a5013e7e",
    `INSERT INTO automation_event_follower (leader_event_id, follower_event_id, received, follower) VALUES ('${id(1)}', '${id(2)}', now(), '{}')`,
  );
  expect(await database.rows("SELECT follower_event_id, scope FROM automation_event_follower")).toEqual([
    { follower_event_id: id(2), scope: "triggers" },
  ]);
});

test("a downgrade that the rows do not allow changes nothing, and says why", async () => {
  await database.upgrade();
  await database.rows("INSERT INTO log (name, level, message, timestamp) VALUES ('l', 20, 'no flow run', now())");
  await expect(database.downgrade("d20618ce678e")).rejects.toThrow(
    /^Revision 05ea6f882b1d \(runs_outside_flows\) cannot be taken back: column "flow_run_id" of relation "log" contains null values\. The database stays at 05ea6f882b1d: /,
  );
  expect(await database.revision()).toBe("05ea6f882b1d");
  expect(await database.rows("SELECT message FROM log")).toEqual([{ message: "no flow run" }]);
});
