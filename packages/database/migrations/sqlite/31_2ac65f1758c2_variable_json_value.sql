-- upgrade
CREATE TABLE new_variable (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  name VARCHAR NOT NULL,
  tags JSON DEFAULT '[]' NOT NULL,
  "value" JSON,
  CONSTRAINT pk_variable PRIMARY KEY (id),
  CONSTRAINT uq_variable__name UNIQUE (name)
);
INSERT INTO new_variable (id, created, updated, name, tags, "value")
SELECT id, created, updated, name, tags, json_quote("value") FROM variable;
DROP TABLE variable;
ALTER TABLE new_variable RENAME TO variable;
CREATE INDEX ix_variable__updated ON variable (updated);

-- json_quote leaves what is not ASCII as it is; Python escapes it.
-- rows: variable-values-in-ascii

-- downgrade
CREATE TABLE new_variable (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  name VARCHAR NOT NULL,
  "value" VARCHAR NOT NULL,
  tags JSON DEFAULT '[]' NOT NULL,
  CONSTRAINT pk_variable PRIMARY KEY (id),
  CONSTRAINT uq_variable__name UNIQUE (name)
);
INSERT INTO new_variable (id, created, updated, name, "value", tags)
SELECT id, created, updated, name, CASE
    WHEN "value" IS NULL THEN 'null'
    WHEN json_valid("value") AND json_type("value") NOT IN ('null', 'object', 'array') THEN CAST(json_extract("value", '$') AS TEXT)
    ELSE "value"
  END, tags FROM variable;
DROP TABLE variable;
ALTER TABLE new_variable RENAME TO variable;
CREATE INDEX ix_variable__updated ON variable (updated);
