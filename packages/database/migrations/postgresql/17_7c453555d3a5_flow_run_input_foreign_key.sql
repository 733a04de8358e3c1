-- upgrade
ALTER TABLE flow_run_input ADD CONSTRAINT fk_flow_run_input__flow_run_id__flow_run FOREIGN KEY (flow_run_id) REFERENCES flow_run (id) ON DELETE CASCADE;

-- downgrade
ALTER TABLE flow_run_input DROP CONSTRAINT fk_flow_run_input__flow_run_id__flow_run;
