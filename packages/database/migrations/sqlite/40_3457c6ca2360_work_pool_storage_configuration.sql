-- upgrade
ALTER TABLE work_pool ADD COLUMN storage_configuration JSON DEFAULT '{}' NOT NULL;

-- downgrade
ALTER TABLE work_pool DROP COLUMN storage_configuration;
