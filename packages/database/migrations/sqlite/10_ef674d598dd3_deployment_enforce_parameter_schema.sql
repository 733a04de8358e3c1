-- upgrade
ALTER TABLE deployment ADD COLUMN enforce_parameter_schema BOOLEAN DEFAULT '0' NOT NULL;

-- downgrade
ALTER TABLE deployment DROP COLUMN enforce_parameter_schema;
