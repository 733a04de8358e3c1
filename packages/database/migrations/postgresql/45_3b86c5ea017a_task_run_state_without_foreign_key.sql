-- upgrade
ALTER TABLE task_run DROP CONSTRAINT fk_task_run__state_id__task_run_state;

-- downgrade
UPDATE task_run
SET state_id = NULL
WHERE state_id IS NOT NULL AND NOT EXISTS (SELECT FROM task_run_state WHERE task_run_state.id = task_run.state_id);
ALTER TABLE task_run ADD CONSTRAINT fk_task_run__state_id__task_run_state FOREIGN KEY (state_id) REFERENCES task_run_state (id) ON DELETE SET NULL;
