-- upgrade
ALTER TABLE block_document ADD COLUMN block_type_name VARCHAR;

-- downgrade
ALTER TABLE block_document DROP COLUMN block_type_name;
