-- upgrade
ALTER TABLE automation ADD COLUMN tags jsonb DEFAULT '[]' NOT NULL;

-- downgrade
ALTER TABLE automation DROP COLUMN tags;
