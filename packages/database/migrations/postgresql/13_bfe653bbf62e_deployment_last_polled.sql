-- upgrade
ALTER TABLE deployment ADD COLUMN last_polled timestamptz;

-- downgrade
ALTER TABLE deployment DROP COLUMN last_polled;
