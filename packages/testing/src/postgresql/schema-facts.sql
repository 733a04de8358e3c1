-- What a schema is made of, a fact a line, without the tables that the reference does not know.
WITH tables AS (
  SELECT oid, relname FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT LIKE 'ts\_%'
)
SELECT format('column %s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod),
  ' default ' || pg_get_expr(adbin, adrelid), CASE WHEN attnotnull THEN ' not null' END) AS fact
FROM tables
JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = tables.oid AND adnum = attnum
UNION ALL
SELECT format('constraint %s %s', conname, pg_get_constraintdef(pg_constraint.oid, true))
FROM tables JOIN pg_constraint ON conrelid = tables.oid AND contype IN ('p', 'u', 'f', 'c')
UNION ALL
SELECT CASE WHEN indisvalid THEN '' ELSE 'invalid ' END || pg_get_indexdef(indexrelid, 0, true)
FROM tables JOIN pg_index ON indrelid = tables.oid
UNION ALL
SELECT format('type %s %s', typname, string_agg(enumlabel, ', ' ORDER BY enumsortorder))
FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid WHERE typnamespace = current_schema()::regnamespace GROUP BY typname
UNION ALL
SELECT format('extension %s', extname) FROM pg_extension WHERE extname <> 'plpgsql'
