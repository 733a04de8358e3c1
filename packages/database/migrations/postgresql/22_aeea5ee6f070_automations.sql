-- upgrade
CREATE TABLE automation (
  name varchar NOT NULL,
  description varchar NOT NULL,
  enabled boolean DEFAULT true NOT NULL,
  trigger jsonb NOT NULL,
  actions jsonb NOT NULL,
  actions_on_trigger jsonb DEFAULT '[]' NOT NULL,
  actions_on_resolve jsonb DEFAULT '[]' NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_automation PRIMARY KEY (id)
);
CREATE INDEX ix_automation__updated ON automation (updated);

CREATE TABLE automation_bucket (
  automation_id uuid NOT NULL,
  trigger_id uuid,
  bucketing_key jsonb NOT NULL,
  last_event jsonb,
  start timestamptz NOT NULL,
  "end" timestamptz NOT NULL,
  count integer NOT NULL,
  last_operation varchar,
  triggered_at timestamptz NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_automation_bucket PRIMARY KEY (id),
  CONSTRAINT fk_automation_bucket__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
CREATE INDEX ix_automation_bucket__automation_id__end ON automation_bucket (automation_id, "end");
CREATE INDEX ix_automation_bucket__updated ON automation_bucket (updated);
CREATE UNIQUE INDEX uq_automation_bucket__automation_id__bucketing_key ON automation_bucket (automation_id, bucketing_key);

CREATE TABLE automation_related_resource (
  automation_id uuid NOT NULL,
  resource_id varchar,
  automation_owned_by_resource boolean DEFAULT false NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_automation_related_resource PRIMARY KEY (id),
  CONSTRAINT fk_automation_related_resource__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
CREATE INDEX ix_automation_related_resource__resource_id ON automation_related_resource (resource_id);
CREATE INDEX ix_automation_related_resource__updated ON automation_related_resource (updated);
CREATE UNIQUE INDEX uq_automation_related_resource__automation_id__resource_id ON automation_related_resource (automation_id, resource_id);

CREATE TABLE composite_trigger_child_firing (
  automation_id uuid NOT NULL,
  parent_trigger_id uuid NOT NULL,
  child_trigger_id uuid NOT NULL,
  child_firing_id uuid NOT NULL,
  child_fired_at timestamptz,
  child_firing jsonb NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_composite_trigger_child_firing PRIMARY KEY (id),
  CONSTRAINT fk_composite_trigger_child_firing__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
CREATE INDEX ix_composite_trigger_child_firing__updated ON composite_trigger_child_firing (updated);
CREATE UNIQUE INDEX uq_composite_trigger_child_firing__a_id__pt_id__ct__id ON composite_trigger_child_firing (automation_id, parent_trigger_id, child_trigger_id);

-- downgrade
DROP TABLE composite_trigger_child_firing;
DROP TABLE automation_related_resource;
DROP TABLE automation_bucket;
DROP TABLE automation;
