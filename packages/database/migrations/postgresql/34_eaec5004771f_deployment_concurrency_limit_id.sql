-- upgrade
ALTER TABLE deployment ADD COLUMN concurrency_limit_id uuid;
ALTER TABLE deployment ADD CONSTRAINT fk_deployment__concurrency_limit_id__concurrency_limit_v2 FOREIGN KEY (concurrency_limit_id) REFERENCES concurrency_limit_v2 (id) ON DELETE SET NULL;

UPDATE deployment
SET concurrency_limit_id = concurrency_limit_v2.id
FROM concurrency_limit_v2
WHERE concurrency_limit_v2.name = 'deployment:' || deployment.id;

-- downgrade
ALTER TABLE deployment DROP COLUMN concurrency_limit_id;
