-- upgrade
UPDATE concurrency_limit_v2 SET slot_decay_per_second = 0 WHERE slot_decay_per_second IS NULL;
ALTER TABLE concurrency_limit_v2 ALTER COLUMN slot_decay_per_second SET NOT NULL;

-- downgrade
ALTER TABLE concurrency_limit_v2 ALTER COLUMN slot_decay_per_second DROP NOT NULL;
