-- upgrade
-- no transaction
-- drop invalid index: ix_ae_follower_scope_leader
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_ae_follower_scope_leader ON automation_event_follower (scope, leader_event_id);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_ae_follower_scope_leader;
