-- upgrade
ALTER TABLE deployment_schedule ADD COLUMN max_active_runs INTEGER;
ALTER TABLE deployment_schedule ADD COLUMN max_scheduled_runs INTEGER;
ALTER TABLE deployment_schedule ADD COLUMN catchup BOOLEAN DEFAULT '0' NOT NULL;

-- downgrade
ALTER TABLE deployment_schedule DROP COLUMN max_active_runs;
ALTER TABLE deployment_schedule DROP COLUMN max_scheduled_runs;
ALTER TABLE deployment_schedule DROP COLUMN catchup;
