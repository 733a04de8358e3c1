-- upgrade
CREATE INDEX IF NOT EXISTS ix_ae_follower_scope_leader ON automation_event_follower (scope, leader_event_id);

-- downgrade
DROP INDEX IF EXISTS ix_ae_follower_scope_leader;
