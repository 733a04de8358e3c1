-- upgrade
ALTER TABLE deployment ADD COLUMN concurrency_options JSON;

-- downgrade
ALTER TABLE deployment DROP COLUMN concurrency_options;
