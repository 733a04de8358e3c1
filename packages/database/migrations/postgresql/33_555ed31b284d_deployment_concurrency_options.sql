-- upgrade
ALTER TABLE deployment ADD COLUMN concurrency_options jsonb;

-- downgrade
ALTER TABLE deployment DROP COLUMN concurrency_options;
