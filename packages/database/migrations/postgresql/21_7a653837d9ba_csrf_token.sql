-- upgrade
CREATE TABLE csrf_token (
  token varchar NOT NULL,
  client varchar NOT NULL,
  expiration timestamptz NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_csrf_token PRIMARY KEY (id),
  CONSTRAINT uq_csrf_token__client UNIQUE (client)
);
CREATE INDEX ix_csrf_token__updated ON csrf_token (updated);

-- downgrade
DROP TABLE csrf_token;
