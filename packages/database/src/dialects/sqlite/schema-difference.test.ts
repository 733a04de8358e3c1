import SQLite from "better-sqlite3";
import { expect, test } from "vitest";
import { readSchema } from "./schema-description.ts";
import { statementsBetween } from "./schema-difference.ts";

const made = (sql: string) => {
  const db = new SQLite(":memory:");
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  return db;
};

const before = `
  CREATE TABLE parent (id CHAR(36) NOT NULL, CONSTRAINT pk_parent PRIMARY KEY (id));
  CREATE TABLE child (id CHAR(36) NOT NULL, name VARCHAR NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id));
  CREATE INDEX ix_child__name ON child (name);`;

test.each<[string, string, RegExp]>([
  ["nothing", "", /^$/],
  [
    "a table",
    "CREATE TABLE more (a DEFAULT 'x;'); CREATE INDEX ix_more ON more (a)",
    /CREATE TABLE more.*CREATE INDEX ix_more/s,
  ],
  ["a table less", "DROP TABLE parent", /^DROP TABLE parent;$/],
  [
    "columns",
    "ALTER TABLE child ADD COLUMN a JSON; ALTER TABLE child ADD COLUMN b BOOLEAN DEFAULT '0' NOT NULL",
    /ADD COLUMN "a" JSON;.*ADD COLUMN "b" BOOLEAN DEFAULT '0' NOT NULL;/s,
  ],
  [
    "a column less, with its index",
    "DROP INDEX ix_child__name; ALTER TABLE child DROP COLUMN name",
    /DROP INDEX IF EXISTS ix_child__name;.*DROP COLUMN "name";/s,
  ],
  [
    "another index of the same name",
    "DROP INDEX ix_child__name; CREATE INDEX ix_child__name ON child (name COLLATE NOCASE) WHERE name <> 'a b'",
    /DROP INDEX.*NOCASE/s,
  ],
])("%s is altered, and back", (_, change, expected) => {
  const from = made(before);
  const to = made(before + change);
  const upgrade = statementsBetween(readSchema(from), readSchema(to));
  const downgrade = statementsBetween(readSchema(to), readSchema(from));
  expect(upgrade).toMatch(expected);
  from.exec(upgrade);
  expect(statementsBetween(readSchema(from), readSchema(to))).toBe("");
  from.exec(downgrade);
  expect(statementsBetween(readSchema(from), readSchema(made(before)))).toBe("");
});

test.each<[string, string]>([
  ["NOT NULL", "id CHAR(36) NOT NULL, name VARCHAR, CONSTRAINT pk_child PRIMARY KEY (id)"],
  ["a type", "id CHAR(36) NOT NULL, name JSON NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id)"],
  [
    "a default that is no constant",
    "id CHAR(36) DEFAULT (lower(hex(randomblob(4)))) NOT NULL, name VARCHAR NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id)",
  ],
  [
    "a unique key",
    "id CHAR(36) NOT NULL, name VARCHAR NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id), CONSTRAINT uq_child__name UNIQUE (name)",
  ],
  [
    "a foreign key",
    "id CHAR(36) NOT NULL, name VARCHAR NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id), CONSTRAINT fk FOREIGN KEY (id) REFERENCES parent (id) ON DELETE CASCADE",
  ],
  [
    "a check",
    "id CHAR(36) NOT NULL, name VARCHAR NOT NULL, CONSTRAINT pk_child PRIMARY KEY (id), CONSTRAINT ck CHECK (name NOT IN ('(', 'b'))",
  ],
])("for %s the table is built anew, with its rows and indexes", (_, columns) => {
  const from = made(`${before} INSERT INTO child (id, name) VALUES ('1', 'ü')`);
  const to = made(
    `${before} DROP TABLE child; CREATE TABLE child (${columns}); CREATE INDEX ix_child__name ON child (name)`,
  );
  const [upgrade, downgrade] = [
    statementsBetween(readSchema(from), readSchema(to)),
    statementsBetween(readSchema(to), readSchema(from)),
  ];
  for (const [statements, goal] of [
    [upgrade, to],
    [downgrade, made(before)],
  ] as const) {
    expect(statements).toContain("RENAME TO child;");
    from.exec(statements);
    expect(statementsBetween(readSchema(from), readSchema(goal))).toBe("");
    expect(from.prepare("SELECT id, name FROM child").all()).toEqual([{ id: "1", name: "ü" }]);
  }
});
