import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { downgrade, upgrade } from "../../migrator/migrate.ts";
import { openTarget } from "../../migrator/open-target.ts";
import { pythonJson } from "../python-json.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  file = join(folder, "prefect.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function migrate(direction: typeof upgrade, revision: string): Promise<void> {
  const { target } = await openTarget(`sqlite+aiosqlite:///${file}`);
  try {
    await direction(target, { revision });
  } finally {
    await target.close();
  }
}
const up = (revision: string) => migrate(upgrade, revision);
const down = (revision: string) => migrate(downgrade, revision);

type Row = Record<string, unknown>;

/** Works on the file with foreign keys off, so that a row needs no others. */
function withFile<T>(work: (db: SQLite.Database) => T): T {
  const db = new SQLite(file);
  db.pragma("foreign_keys = OFF");
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const ask = (sql: string) => withFile((db) => db.prepare<[], Row>(sql).all());
const list = (sql: string) => withFile((db) => db.prepare<[], unknown>(sql).pluck().all());

function insert(table: string, rows: readonly Row[]): void {
  withFile((db) => {
    const names = Object.keys(rows[0] ?? {});
    const statement = db.prepare(
      `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
    );
    db.transaction(() => {
      for (const row of rows) statement.run(Object.values(row));
    })();
  });
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

/** Texts that are easily spoilt on their way into JSON and back. */
const oddTexts = [
  "",
  "plain",
  "null",
  "5",
  '{"a": 1}',
  "ünï 漢字 🎉",
  "quote ' \" \\",
  "tab\tline\n\u0001\x7f",
  "\u2028",
];
const oddText = (index: number) => `${oddTexts[index % oddTexts.length]}`;

describe("artifact collections", () => {
  test("get the columns of their latest artifacts, all of them", async () => {
    await up("3d46e23593d6");
    const data = (index: number) => (index % 3 === 0 ? null : JSON.stringify(oddText(index)));
    insert(
      "artifact",
      many(2100, (index) => ({ id: id(index), data: data(index), type: "markdown", flow_run_id: id(index) })),
    );
    insert("artifact_collection", [
      ...many(2100, (index) => ({ key: `k${index}`, latest_id: id(index) })),
      { key: "orphan", latest_id: id(9999) },
    ]);
    await up("2dbcec43c857");
    const rows = ask("SELECT key, data, type, flow_run_id FROM artifact_collection ORDER BY rowid");
    expect(rows).toEqual([
      ...many(2100, (index) => ({ key: `k${index}`, data: data(index), type: "markdown", flow_run_id: id(index) })),
      { key: "orphan", data: null, type: null, flow_run_id: null },
    ]);
  });
});

test("a block document gets the name of its type, where it has none", async () => {
  await up("cef24af2ec34");
  insert("block_type", [{ id: id(1), name: "Zoë", slug: "z" }]);
  insert("block_document", [
    ...many(1200, (index) => ({
      name: `d${index}`,
      block_schema_id: id(1),
      block_type_id: id(1),
      block_type_name: null,
    })),
    { name: "kept", block_schema_id: id(1), block_type_id: id(1), block_type_name: "kept" },
    { name: "lost", block_schema_id: id(1), block_type_id: id(2), block_type_name: null },
  ]);
  await up("22ef3915ccd8");
  expect(ask("SELECT block_type_name AS name, count(*) AS count FROM block_document GROUP BY 1 ORDER BY 1")).toEqual([
    { name: null, count: 1 },
    { name: "Zoë", count: 1200 },
    { name: "kept", count: 1 },
  ]);
});

test("a deployment's schedule becomes a row, and an inactive one pauses it", async () => {
  await up("c63a0a6dc787");
  const deployment = (index: number, schedule: string | null, is_schedule_active: number) => ({
    id: id(index),
    name: `d${index}`,
    flow_id: id(1),
    schedule,
    is_schedule_active,
  });
  const cron = '{"cron": "0 0 * * *", "timezone": "Europe/Zürich"}';
  insert("deployment", [
    deployment(1, cron, 1),
    deployment(2, cron, 0),
    deployment(3, null, 1),
    deployment(4, "null", 0),
    ...many(2000, (index) => deployment(10 + index, cron, index % 2)),
  ]);
  await up("265eb1a2da4c");
  expect(ask("SELECT deployment_id, schedule, active FROM deployment_schedule ORDER BY deployment_id LIMIT 3")).toEqual(
    [
      { deployment_id: id(1), schedule: cron, active: 1 },
      { deployment_id: id(2), schedule: cron, active: 0 },
      { deployment_id: id(10), schedule: cron, active: 0 },
    ],
  );
  expect(list("SELECT count(*) FROM deployment_schedule")).toEqual([2002]);
  expect(list("SELECT paused FROM deployment ORDER BY id LIMIT 4")).toEqual([0, 1, 0, 1]);
});

describe("variables", () => {
  test("become JSON texts as Python writes them, and texts again", async () => {
    await up("20fbd53b3cef");
    const values = many(2000, oddText);
    insert(
      "variable",
      values.map((value, index) => ({ id: id(index), name: `v${index}`, value })),
    );
    await up("2ac65f1758c2");
    expect(list("SELECT value FROM variable ORDER BY id")).toEqual(values.map(pythonJson));
    await down("-1");
    expect(list("SELECT value FROM variable ORDER BY id")).toEqual(values);
  });

  test("that are no texts go back as the reference binds them, and objects as their JSON", async () => {
    await up("2ac65f1758c2");
    const values = ["5", "2.5", "true", "false", '{"a": [1, "ü"]}', "[]", "null", null, "NaN", "12345678901234567"];
    insert(
      "variable",
      values.map((value, index) => ({ id: id(index), name: `v${index}`, value })),
    );
    await down("-1");
    expect(list("SELECT value FROM variable ORDER BY id")).toEqual([
      "5",
      "2.5",
      "1",
      "0",
      '{"a": [1, "ü"]}',
      "[]",
      "null",
      "null",
      "NaN",
      "12345678901234567",
    ]);
  });
});

test("followers that wait keep waiting once they have a scope", async () => {
  await up("2ac65f1758c2");
  const time = "2024-07-01 00:00:00.000000";
  insert("automation_event_follower", [
    { leader_event_id: id(1), follower_event_id: id(2), received: time, follower: "{}" },
  ]);
  await up("354f1ede7e9f");
  expect(list("SELECT scope FROM automation_event_follower")).toEqual(["triggers"]);
});

test("a deployment is linked to the concurrency limit that bears its id", async () => {
  await up("7d6350aea855");
  insert(
    "deployment",
    many(1500, (index) => ({ id: id(index), name: `d${index}`, flow_id: id(1) })),
  );
  const limit = {
    limit: 1,
    active: 1,
    active_slots: 0,
    denied_slots: 0,
    slot_decay_per_second: 0,
    avg_slot_occupancy_seconds: 2,
  };
  insert("concurrency_limit_v2", [
    { id: id(5000), name: `deployment:${id(7)}`, ...limit },
    { id: id(5001), name: "other", ...limit },
  ]);
  await up("4ad4658cbefe");
  expect(ask("SELECT id, concurrency_limit_id FROM deployment WHERE concurrency_limit_id IS NOT NULL")).toEqual([
    { id: id(7), concurrency_limit_id: id(5000) },
  ]);
});

describe("notification policies", () => {
  const policy = (index: number, values: Row) => ({
    id: id(index),
    is_active: 1,
    state_names: "[]",
    tags: "[]",
    message_template: null,
    block_document_id: id(77),
    ...values,
  });
  const automations = () =>
    ask("SELECT * FROM automation ORDER BY rowid").map((row) => ({
      ...row,
      trigger: JSON.parse(String(row["trigger"])),
      actions: JSON.parse(String(row["actions"])),
    }));

  test("become automations", async () => {
    await up("bbca16f6f218");
    insert("flow_run_notification_policy", [
      policy(1, {
        state_names: '["Failed", "Läuft", "Failed"]',
        tags: '["täg"]',
        message_template: "{flow_run_name!r} {{x}} 🎉",
      }),
      policy(2, { is_active: 0, message_template: "" }),
    ]);
    await up("7655f31c5157");
    const [first, second] = automations();
    expect(first).toMatchObject({
      name: "Flow Run State Change Notification",
      enabled: 1,
      actions_on_trigger: "[]",
      actions_on_resolve: "[]",
      trigger: {
        type: "event",
        posture: "Reactive",
        expect: ["prefect.flow-run.Failed", "prefect.flow-run.Läuft"],
        match: { "prefect.resource.id": "prefect.flow-run.*" },
        match_related: { "prefect.resource.id": ["prefect.tag.täg"], "prefect.resource.role": "tag" },
        threshold: 1,
        within: 10,
      },
      actions: [
        {
          type: "send-notification",
          subject: "Prefect flow run notification",
          body: "'{{ flow_run.name }}' {x} 🎉",
          block_document_id: id(77),
        },
      ],
    });
    expect(second).toMatchObject({ enabled: 0, trigger: { expect: ["prefect.flow-run.*"], match_related: {} } });
    expect(String(second?.actions[0].body)).toMatch(/^\nFlow run \{\{ flow\.name \}\}.*\}\}\n$/s);
    expect(ask("SELECT name FROM sqlite_master WHERE name LIKE 'flow_run_notification%'")).toEqual([]);
  });

  test.each([0, 1, 1300])("%i of them, whatever stands in them", async (count) => {
    await up("bbca16f6f218");
    const odd = ["null", "{}", "no json", "[1, null]"];
    if (count > 0) {
      insert(
        "flow_run_notification_policy",
        many(count, (index) => policy(index, { tags: odd[index % 4], message_template: oddText(index) })),
      );
    }
    await up("7655f31c5157");
    expect(automations()).toHaveLength(count);
  });
});

describe("tag limits", () => {
  const time = "2024-01-02 03:04:05.678901";
  const old = (index: number, holders: string | null) => ({
    id: id(index),
    created: time,
    updated: time,
    tag: `tag ü ${index}`,
    concurrency_limit: 3,
    active_slots: holders,
  });
  const leases = () =>
    ask("SELECT resource_ids, slots, holder_type, holder_id FROM ts_concurrency_lease ORDER BY holder_id");

  test("become global limits with leases for the slots that are held, and come back with them", async () => {
    await up("8bb517bae6f9");
    const kept = {
      limit: 9,
      active: 1,
      active_slots: 0,
      denied_slots: 0,
      slot_decay_per_second: 1,
      avg_slot_occupancy_seconds: 2,
    };
    insert("concurrency_limit", [
      old(1, JSON.stringify([id(101), id(102)])),
      old(2, "[]"),
      old(3, JSON.stringify([id(103)])),
      ...many(1500, (index) => old(10 + index, "[]")),
    ]);
    insert("concurrency_limit_v2", [
      { id: id(9000), name: "tag:tag ü 3", ...kept },
      { id: id(9001), name: "TAG:mine", ...kept },
    ]);
    await up("9e83011d1f2a");
    expect(list("SELECT count(*) FROM concurrency_limit")).toEqual([0]);
    const limits =
      ask(`SELECT id, created, name, "limit", active_slots, slot_decay_per_second AS decay, avg_slot_occupancy_seconds AS occupancy
                        FROM concurrency_limit_v2 WHERE id IN ('${id(1)}', '${id(3)}', '${id(9000)}') ORDER BY id`);
    expect(limits).toEqual([
      { id: id(1), created: time, name: "tag:tag ü 1", limit: 3, active_slots: 2, decay: 0, occupancy: 600 },
      {
        id: id(9000),
        created: expect.any(String),
        name: "tag:tag ü 3",
        limit: 9,
        active_slots: 0,
        decay: 1,
        occupancy: 2,
      },
    ]);
    const held = [101, 102].map((holder) => ({
      resource_ids: JSON.stringify([id(1)]),
      slots: 1,
      holder_type: "task_run",
      holder_id: id(holder),
    }));
    expect(leases()).toEqual(held);

    await down("-1");
    expect(
      ask(
        `SELECT created, tag, concurrency_limit AS "limit", active_slots FROM concurrency_limit WHERE id = '${id(1)}'`,
      ),
    ).toEqual([{ created: time, tag: "tag ü 1", limit: 3, active_slots: JSON.stringify([id(101), id(102)]) }]);
    expect(list("SELECT name FROM concurrency_limit_v2")).toEqual(["TAG:mine"]);
    expect(leases()).toEqual([]);
    await up("+1");
    expect(leases()).toEqual(held);
  });
});

test("references of a block to itself go, others stay", async () => {
  await up("4dfa692e02a7");
  const reference = (parent: number, child: number) => ({
    name: "x",
    parent_block_document_id: id(parent),
    reference_block_document_id: id(child),
  });
  insert("block_document_reference", [
    reference(1, 1),
    reference(1, 2),
    ...many(1200, (index) => reference(index, index + (index % 2))),
  ]);
  await up("2095de406cbe");
  expect(list("SELECT count(*) FROM block_document_reference")).toEqual([601]);
});

test("a step that cannot be taken back changes nothing, and says where the database stays", async () => {
  await up("head");
  const log = {
    name: "l",
    level: 20,
    message: "outside a flow",
    timestamp: "2024-01-01 00:00:00.000000",
    flow_run_id: null,
  };
  insert("log", [log]);
  await expect(down("b9aafc3ab936")).rejects.toThrow(
    /^Revision 05ea6f882b1d \(runs_outside_flows\) cannot be taken back: NOT NULL constraint failed: \w+\.flow_run_id\. The database stays at 05ea6f882b1d: /,
  );
  expect(list("SELECT version_num FROM alembic_version")).toEqual(["05ea6f882b1d"]);
  expect(list("SELECT message FROM log")).toEqual(["outside a flow"]);
  await up("head");
  expect(list("SELECT message FROM log")).toEqual(["outside a flow"]);
});
