-- upgrade
-- rows: notification-policies-to-automations
DROP TABLE flow_run_notification_queue;
DROP TABLE flow_run_notification_policy;

-- downgrade
CREATE TABLE flow_run_notification_queue (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  flow_run_notification_policy_id uuid NOT NULL,
  flow_run_state_id uuid NOT NULL,
  CONSTRAINT pk_flow_run_notification_queue PRIMARY KEY (id)
);
CREATE INDEX ix_flow_run_notification_queue__updated ON flow_run_notification_queue (updated);

CREATE TABLE flow_run_notification_policy (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  is_active boolean DEFAULT true NOT NULL,
  state_names jsonb DEFAULT '[]' NOT NULL,
  tags jsonb DEFAULT '[]' NOT NULL,
  message_template varchar,
  block_document_id uuid NOT NULL,
  CONSTRAINT pk_flow_run_notification_policy PRIMARY KEY (id),
  CONSTRAINT fk_flow_run_notification_policy__block_document_id__blo_b927 FOREIGN KEY (block_document_id) REFERENCES block_document (id) ON DELETE CASCADE
);
CREATE INDEX ix_flow_run_notification_policy__updated ON flow_run_notification_policy (updated);
