-- upgrade
-- A slot that is held gets a lease that does not run out: whoever holds it gives it back.
INSERT INTO ts_concurrency_lease (id, created, expiration, resource_ids, slots, holder_type, holder_id)
SELECT
  (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))),
  strftime('%Y-%m-%d %H:%M:%f000', 'now'),
  strftime('%Y-%m-%d %H:%M:%f000', 'now', '+100 years'),
  json_array(concurrency_limit.id),
  1,
  'task_run',
  holder.value
FROM concurrency_limit
JOIN json_each(CASE WHEN json_valid(active_slots) THEN active_slots ELSE '[]' END) AS holder
WHERE holder.type = 'text'
  AND NOT EXISTS (SELECT 1 FROM concurrency_limit_v2 WHERE name = 'tag:' || concurrency_limit.tag);

INSERT INTO concurrency_limit_v2 (
  id, created, updated, name, "limit", active, active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds
)
SELECT
  id, created, updated, 'tag:' || tag, concurrency_limit, 1,
  CASE WHEN json_valid(active_slots) THEN json_array_length(active_slots) ELSE 0 END,
  0, 0.0, 600.0
FROM concurrency_limit
WHERE NOT EXISTS (SELECT 1 FROM concurrency_limit_v2 WHERE name = 'tag:' || concurrency_limit.tag);

DELETE FROM concurrency_limit;

-- downgrade
INSERT INTO concurrency_limit (id, created, updated, tag, concurrency_limit, active_slots)
SELECT
  id, created, updated, substr(name, 5), "limit",
  (
    SELECT json_group_array(holder_id)
    FROM ts_concurrency_lease
    JOIN json_each(resource_ids) AS resource ON resource.value = concurrency_limit_v2.id
    WHERE holder_type = 'task_run' AND expiration > strftime('%Y-%m-%d %H:%M:%f000', 'now')
  )
FROM concurrency_limit_v2
WHERE substr(name, 1, 4) = 'tag:';

DELETE FROM ts_concurrency_lease
WHERE NOT EXISTS (
  SELECT 1
  FROM json_each(resource_ids) AS resource
  JOIN concurrency_limit_v2 ON concurrency_limit_v2.id = resource.value
  WHERE substr(name, 1, 4) <> 'tag:'
);

DELETE FROM concurrency_limit_v2 WHERE substr(name, 1, 4) = 'tag:';
