-- upgrade
-- Followers that still wait are of the one scope that there is; the reference fails where there are any.
ALTER TABLE automation_event_follower ADD COLUMN scope varchar;
UPDATE automation_event_follower SET scope = 'triggers';
ALTER TABLE automation_event_follower ALTER COLUMN scope SET NOT NULL;

ALTER TABLE automation_event_follower DROP CONSTRAINT uq_automation_event_follower__follower_event_id;
CREATE INDEX ix_automation_event_follower__scope ON automation_event_follower (scope);
CREATE UNIQUE INDEX uq_follower_for_scope ON automation_event_follower (scope, follower_event_id);

-- downgrade
DROP INDEX uq_follower_for_scope;
ALTER TABLE automation_event_follower ADD CONSTRAINT uq_automation_event_follower__follower_event_id UNIQUE (follower_event_id);
ALTER TABLE automation_event_follower DROP COLUMN scope;
