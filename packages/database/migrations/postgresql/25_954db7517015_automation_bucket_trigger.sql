-- upgrade
ALTER TABLE automation_bucket ALTER COLUMN trigger_id SET NOT NULL;
ALTER TABLE automation_bucket ALTER COLUMN triggered_at DROP NOT NULL;
DROP INDEX uq_automation_bucket__automation_id__bucketing_key;
CREATE UNIQUE INDEX uq_automation_bucket__automation_id__trigger_id__bucketing_key ON automation_bucket (automation_id, trigger_id, bucketing_key);

-- downgrade
DROP INDEX uq_automation_bucket__automation_id__trigger_id__bucketing_key;
CREATE UNIQUE INDEX uq_automation_bucket__automation_id__bucketing_key ON automation_bucket (automation_id, bucketing_key);
ALTER TABLE automation_bucket ALTER COLUMN triggered_at SET NOT NULL;
ALTER TABLE automation_bucket ALTER COLUMN trigger_id DROP NOT NULL;
