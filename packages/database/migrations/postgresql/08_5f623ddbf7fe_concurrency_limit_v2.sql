-- upgrade
CREATE TABLE concurrency_limit_v2 (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  active boolean NOT NULL,
  name varchar NOT NULL,
  "limit" integer NOT NULL,
  active_slots integer NOT NULL,
  denied_slots integer NOT NULL,
  slot_decay_per_second double precision,
  avg_slot_occupancy_seconds double precision NOT NULL,
  CONSTRAINT pk_concurrency_limit_v2 PRIMARY KEY (id),
  CONSTRAINT uq_concurrency_limit_v2__name UNIQUE (name)
);
CREATE INDEX ix_concurrency_limit_v2__updated ON concurrency_limit_v2 (updated);

-- downgrade
DROP TABLE concurrency_limit_v2;
