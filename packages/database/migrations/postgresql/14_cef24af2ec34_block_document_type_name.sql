-- upgrade
-- no transaction
ALTER TABLE block_document ADD COLUMN IF NOT EXISTS block_type_name varchar;
-- drop invalid index: ix_block_document__block_type_name__name
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_block_document__block_type_name__name ON block_document (block_type_name, name);
UPDATE block_document
SET block_type_name = block_type.name
FROM block_type
WHERE block_type.id = block_document.block_type_id AND block_document.block_type_name IS NULL;

-- downgrade
ALTER TABLE block_document DROP COLUMN block_type_name;
