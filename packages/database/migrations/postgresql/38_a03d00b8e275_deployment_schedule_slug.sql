-- upgrade
-- no transaction
ALTER TABLE deployment_schedule ADD COLUMN IF NOT EXISTS slug varchar;
-- drop invalid index: ix_deployment_schedule__slug
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_deployment_schedule__slug ON deployment_schedule (slug);
-- drop invalid index: ix_deployment_schedule__deployment_id__slug
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix_deployment_schedule__deployment_id__slug ON deployment_schedule (deployment_id, slug) WHERE slug IS NOT NULL;

-- downgrade
ALTER TABLE deployment_schedule DROP COLUMN slug;
