-- upgrade
CREATE TABLE event_resources (
  occurred timestamptz NOT NULL,
  resource_id text NOT NULL,
  resource_role text NOT NULL,
  resource json NOT NULL,
  event_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_event_resources PRIMARY KEY (id)
);
CREATE INDEX ix_event_resources__resource_id__occurred ON event_resources (resource_id, occurred);
CREATE INDEX ix_event_resources__updated ON event_resources (updated);

CREATE TABLE events (
  occurred timestamptz NOT NULL,
  event text NOT NULL,
  resource_id text NOT NULL,
  resource jsonb NOT NULL,
  related_resource_ids jsonb DEFAULT '[]' NOT NULL,
  related jsonb DEFAULT '[]' NOT NULL,
  payload jsonb NOT NULL,
  received timestamptz NOT NULL,
  recorded timestamptz NOT NULL,
  follows uuid,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_events PRIMARY KEY (id)
);
CREATE INDEX ix_events__event__id ON events (event, id);
CREATE INDEX ix_events__event_occurred_id ON events (event, occurred, id);
CREATE INDEX ix_events__event_related_occurred ON events (event, related, occurred);
CREATE INDEX ix_events__event_resource_id_occurred ON events (event, resource_id, occurred);
CREATE INDEX ix_events__occurred ON events (occurred);
CREATE INDEX ix_events__occurred_id ON events (occurred, id);
CREATE INDEX ix_events__related_resource_ids ON events (related_resource_ids);
CREATE INDEX ix_events__updated ON events (updated);

-- downgrade
DROP TABLE events;
DROP TABLE event_resources;
