-- upgrade
ALTER TABLE deployment ADD COLUMN pull_steps JSON;

-- downgrade
ALTER TABLE deployment DROP COLUMN pull_steps;
