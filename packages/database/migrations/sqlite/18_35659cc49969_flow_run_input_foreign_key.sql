-- upgrade
CREATE TABLE new_flow_run_input (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  "key" VARCHAR NOT NULL,
  "value" TEXT NOT NULL,
  flow_run_id CHAR(36) NOT NULL,
  CONSTRAINT pk_flow_run_input PRIMARY KEY (id),
  CONSTRAINT uq_flow_run_input__flow_run_id_key UNIQUE (flow_run_id, "key"),
  CONSTRAINT fk_flow_run_input__flow_run_id__flow_run FOREIGN KEY (flow_run_id) REFERENCES flow_run (id) ON DELETE CASCADE
);
INSERT INTO new_flow_run_input (id, created, updated, "key", "value", flow_run_id)
SELECT id, created, updated, "key", "value", flow_run_id FROM flow_run_input;
DROP TABLE flow_run_input;
ALTER TABLE new_flow_run_input RENAME TO flow_run_input;
CREATE INDEX ix_flow_run_input__updated ON flow_run_input (updated);

-- downgrade
CREATE TABLE new_flow_run_input (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  "key" VARCHAR NOT NULL,
  "value" TEXT NOT NULL,
  flow_run_id CHAR(36) NOT NULL,
  CONSTRAINT pk_flow_run_input PRIMARY KEY (id),
  CONSTRAINT uq_flow_run_input__flow_run_id_key UNIQUE (flow_run_id, "key")
);
INSERT INTO new_flow_run_input (id, created, updated, "key", "value", flow_run_id)
SELECT id, created, updated, "key", "value", flow_run_id FROM flow_run_input;
DROP TABLE flow_run_input;
ALTER TABLE new_flow_run_input RENAME TO flow_run_input;
CREATE INDEX ix_flow_run_input__updated ON flow_run_input (updated);
