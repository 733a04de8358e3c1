-- upgrade
-- no transaction
-- drop invalid index: trgm_ix_block_document_name
CREATE INDEX CONCURRENTLY IF NOT EXISTS trgm_ix_block_document_name ON block_document USING gin (name gin_trgm_ops);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS trgm_ix_block_document_name;
