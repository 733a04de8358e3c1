-- upgrade
-- A slot that is held gets a lease that does not run out: whoever holds it gives it back.
WITH migrated AS (
  INSERT INTO concurrency_limit_v2 (
    id, name, "limit", active, active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds, created, updated
  )
  SELECT id, 'tag:' || tag, concurrency_limit, true,
    CASE jsonb_typeof(active_slots) WHEN 'array' THEN jsonb_array_length(active_slots) ELSE 0 END,
    0, 0, 600, created, updated
  FROM concurrency_limit
  WHERE NOT EXISTS (SELECT FROM concurrency_limit_v2 WHERE name = 'tag:' || tag)
  RETURNING id
)
INSERT INTO ts_concurrency_lease (id, created, expiration, resource_ids, slots, holder_type, holder_id)
SELECT gen_random_uuid(), now(), now() + interval '36500 days', jsonb_build_array(migrated.id), 1, 'task_run', holder::uuid
FROM migrated
JOIN concurrency_limit ON concurrency_limit.id = migrated.id
CROSS JOIN jsonb_array_elements_text(CASE jsonb_typeof(active_slots) WHEN 'array' THEN active_slots ELSE '[]' END) AS holder
WHERE holder ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

DELETE FROM concurrency_limit;

-- downgrade
WITH held AS (
  SELECT resource::uuid AS limit_id, jsonb_agg(holder_id ORDER BY created, id) AS holders
  FROM ts_concurrency_lease
  CROSS JOIN jsonb_array_elements_text(resource_ids) AS resource
  WHERE holder_type = 'task_run' AND expiration > now()
  GROUP BY resource
)
INSERT INTO concurrency_limit (id, tag, concurrency_limit, active_slots, created, updated)
SELECT id, substr(name, 5), "limit", coalesce(holders, '[]'), created, updated
FROM concurrency_limit_v2
LEFT JOIN held ON held.limit_id = concurrency_limit_v2.id
WHERE name LIKE 'tag:%';

DELETE FROM ts_concurrency_lease
WHERE NOT EXISTS (
  SELECT FROM jsonb_array_elements_text(resource_ids) AS resource
  JOIN concurrency_limit_v2 ON concurrency_limit_v2.id = resource::uuid
  WHERE name NOT LIKE 'tag:%'
);

DELETE FROM concurrency_limit_v2 WHERE name LIKE 'tag:%';
