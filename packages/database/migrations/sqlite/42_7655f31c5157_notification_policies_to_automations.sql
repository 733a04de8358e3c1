-- upgrade
-- rows: notification-policies-to-automations

DROP TABLE flow_run_notification_policy;

DROP TABLE flow_run_notification_queue;

-- downgrade
CREATE TABLE flow_run_notification_policy (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  is_active BOOLEAN DEFAULT '1' NOT NULL,
  state_names JSON DEFAULT '[]' NOT NULL,
  tags JSON DEFAULT '[]' NOT NULL,
  message_template VARCHAR,
  block_document_id CHAR(36) NOT NULL,
  CONSTRAINT pk_flow_run_notification_policy PRIMARY KEY (id),
  CONSTRAINT fk_flow_run_notification_policy__block_document_id__block_document FOREIGN KEY (block_document_id) REFERENCES block_document (id) ON DELETE CASCADE
);
CREATE INDEX ix_flow_run_notification_policy__updated ON flow_run_notification_policy (updated);

CREATE TABLE flow_run_notification_queue (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  flow_run_notification_policy_id CHAR(36) NOT NULL,
  flow_run_state_id CHAR(36) NOT NULL,
  CONSTRAINT pk_flow_run_notification_queue PRIMARY KEY (id)
);
CREATE INDEX ix_flow_run_notification_queue__updated ON flow_run_notification_queue (updated);
