-- upgrade
ALTER TABLE deployment ADD COLUMN enforce_parameter_schema boolean DEFAULT false NOT NULL;

-- downgrade
ALTER TABLE deployment DROP COLUMN enforce_parameter_schema;
