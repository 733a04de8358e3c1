-- upgrade
ALTER TABLE deployment_schedule ADD COLUMN max_active_runs integer;
ALTER TABLE deployment_schedule ADD COLUMN max_scheduled_runs integer;
ALTER TABLE deployment_schedule ADD COLUMN catchup boolean DEFAULT false NOT NULL;

-- downgrade
ALTER TABLE deployment_schedule DROP COLUMN catchup;
ALTER TABLE deployment_schedule DROP COLUMN max_scheduled_runs;
ALTER TABLE deployment_schedule DROP COLUMN max_active_runs;
