-- upgrade
CREATE TABLE automation_event_follower (
  leader_event_id uuid NOT NULL,
  follower_event_id uuid NOT NULL,
  received timestamptz NOT NULL,
  follower jsonb NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_automation_event_follower PRIMARY KEY (id),
  CONSTRAINT uq_automation_event_follower__follower_event_id UNIQUE (follower_event_id)
);
CREATE INDEX ix_automation_event_follower__leader_event_id ON automation_event_follower (leader_event_id);
CREATE INDEX ix_automation_event_follower__received ON automation_event_follower (received);
CREATE INDEX ix_automation_event_follower__updated ON automation_event_follower (updated);

-- downgrade
DROP TABLE automation_event_follower;
