-- upgrade
ALTER TABLE deployment_schedule ADD COLUMN slug VARCHAR;
CREATE UNIQUE INDEX IF NOT EXISTS ix_deployment_schedule__deployment_id__slug ON deployment_schedule (deployment_id, slug) WHERE slug is not null;
CREATE INDEX IF NOT EXISTS ix_deployment_schedule__slug ON deployment_schedule (slug);

-- downgrade
DROP INDEX IF EXISTS ix_deployment_schedule__deployment_id__slug;
DROP INDEX IF EXISTS ix_deployment_schedule__slug;
ALTER TABLE deployment_schedule DROP COLUMN slug;
