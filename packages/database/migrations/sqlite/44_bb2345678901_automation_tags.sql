-- upgrade
ALTER TABLE automation ADD COLUMN tags JSON DEFAULT '[]' NOT NULL;

-- downgrade
ALTER TABLE automation DROP COLUMN tags;
