-- upgrade
ALTER TABLE deployment ADD COLUMN concurrency_limit integer;

-- downgrade
ALTER TABLE deployment DROP COLUMN concurrency_limit;
