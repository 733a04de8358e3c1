-- upgrade
ALTER TABLE deployment ADD COLUMN concurrency_limit INTEGER;

-- downgrade
ALTER TABLE deployment DROP COLUMN concurrency_limit;
