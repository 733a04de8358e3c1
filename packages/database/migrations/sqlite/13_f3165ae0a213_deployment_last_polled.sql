-- upgrade
ALTER TABLE deployment ADD COLUMN last_polled DATETIME;

-- downgrade
ALTER TABLE deployment DROP COLUMN last_polled;
