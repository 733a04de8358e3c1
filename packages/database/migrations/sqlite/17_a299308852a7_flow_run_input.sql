-- upgrade
CREATE TABLE flow_run_input (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  "key" VARCHAR NOT NULL,
  "value" TEXT NOT NULL,
  flow_run_id CHAR(36) NOT NULL,
  CONSTRAINT pk_flow_run_input PRIMARY KEY (id),
  CONSTRAINT uq_flow_run_input__flow_run_id_key UNIQUE (flow_run_id, "key")
);
CREATE INDEX ix_flow_run_input__updated ON flow_run_input (updated);

-- downgrade
DROP TABLE flow_run_input;
