-- upgrade
ALTER TABLE deployment_schedule ADD COLUMN parameters JSON DEFAULT '{}' NOT NULL;

-- downgrade
ALTER TABLE deployment_schedule DROP COLUMN parameters;
