-- upgrade
ALTER TABLE deployment_schedule ADD COLUMN parameters jsonb DEFAULT '{}' NOT NULL;

-- downgrade
ALTER TABLE deployment_schedule DROP COLUMN parameters;
