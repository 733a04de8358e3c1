-- upgrade
ALTER TABLE variable ADD COLUMN json_value jsonb;
UPDATE variable SET json_value = to_jsonb(value);
ALTER TABLE variable DROP COLUMN value;
ALTER TABLE variable RENAME COLUMN json_value TO value;

-- downgrade
ALTER TABLE variable ADD COLUMN string_value varchar;
-- Scalars as Python writes them here; lists and objects in the transformation.
-- rows: variable-values-as-text
ALTER TABLE variable DROP COLUMN value;
ALTER TABLE variable RENAME COLUMN string_value TO value;
ALTER TABLE variable ALTER COLUMN value SET NOT NULL;
