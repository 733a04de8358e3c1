-- upgrade
CREATE INDEX IF NOT EXISTS ix_block_document__block_type_name_name ON block_document (block_type_name, name);

UPDATE block_document
SET block_type_name = (SELECT name FROM block_type WHERE block_type.id = block_document.block_type_id)
WHERE block_type_name IS NULL;

-- downgrade
DROP INDEX IF EXISTS ix_block_document__block_type_name_name;
