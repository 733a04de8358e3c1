-- upgrade
ALTER TABLE work_pool ADD COLUMN storage_configuration jsonb DEFAULT '{}' NOT NULL;

-- downgrade
ALTER TABLE work_pool DROP COLUMN storage_configuration;
