-- upgrade
CREATE INDEX IF NOT EXISTS ix_artifact__key_created_desc ON artifact_collection (key, created DESC);

-- downgrade
DROP INDEX IF EXISTS ix_artifact__key_created_desc;
