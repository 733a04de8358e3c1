-- upgrade
CREATE INDEX IF NOT EXISTS ix_block_document_name_case_insensitive ON block_document (name COLLATE NOCASE);

-- downgrade
DROP INDEX IF EXISTS ix_block_document_name_case_insensitive;
