-- upgrade
ALTER TABLE deployment ADD COLUMN pull_steps jsonb;

-- downgrade
ALTER TABLE deployment DROP COLUMN pull_steps;
