-- upgrade
ALTER TABLE variable ADD COLUMN json_value jsonb;
UPDATE variable SET json_value = to_jsonb(value);
ALTER TABLE variable DROP COLUMN value;
ALTER TABLE variable RENAME COLUMN json_value TO value;

-- downgrade
ALTER TABLE variable ADD COLUMN string_value varchar;
-- As Python's str() writes a value; numbers, lists and objects need code.
UPDATE variable
SET string_value = CASE jsonb_typeof(value)
    WHEN 'string' THEN value #>> '{}'
    WHEN 'boolean' THEN initcap(value::text)
    ELSE 'None'
  END
WHERE jsonb_typeof(value) IN ('string', 'boolean', 'null') OR value IS NULL;
-- rows: variable-values-as-text
ALTER TABLE variable DROP COLUMN value;
ALTER TABLE variable RENAME COLUMN string_value TO value;
ALTER TABLE variable ALTER COLUMN value SET NOT NULL;
