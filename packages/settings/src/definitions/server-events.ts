import { aliased, boolean, duration, integer, string } from "../fields.ts";
import { DAY, MINUTE } from "../parse/duration.ts";
import { section } from "../section.ts";

export const serverEventsSettings = section("server.events", {
  stream_out_enabled: aliased(boolean(true), "PREFECT_API_EVENTS_STREAM_OUT_ENABLED"),
  related_resource_cache_ttl: aliased(duration(5 * MINUTE), "PREFECT_API_EVENTS_RELATED_RESOURCE_CACHE_TTL"),
  maximum_labels_per_resource: aliased(integer(500), "PREFECT_EVENTS_MAXIMUM_LABELS_PER_RESOURCE"),
  maximum_related_resources: aliased(integer(100), "PREFECT_EVENTS_MAXIMUM_RELATED_RESOURCES"),
  maximum_size_bytes: aliased(integer(1_500_000), "PREFECT_EVENTS_MAXIMUM_SIZE_BYTES"),
  expired_bucket_buffer: aliased(duration(MINUTE), "PREFECT_EVENTS_EXPIRED_BUCKET_BUFFER"),
  proactive_granularity: aliased(duration(5), "PREFECT_EVENTS_PROACTIVE_GRANULARITY"),
  retention_period: aliased(duration(7 * DAY), "PREFECT_EVENTS_RETENTION_PERIOD"),
  maximum_websocket_backfill: aliased(duration(15 * MINUTE), "PREFECT_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL"),
  websocket_backfill_page_size: aliased(integer(250, { gt: 0 }), "PREFECT_EVENTS_WEBSOCKET_BACKFILL_PAGE_SIZE"),
  messaging_broker: aliased(string("prefect.server.utilities.messaging.memory"), "PREFECT_MESSAGING_BROKER"),
  messaging_cache: aliased(string("prefect.server.utilities.messaging.memory"), "PREFECT_MESSAGING_CACHE"),
  causal_ordering: string("prefect.server.events.ordering.memory"),
  maximum_event_name_length: integer(1024, { gt: 0 }),
  /** Ours: whether webhooks and notifications of automations may go to addresses that are not public. */
  allow_private_urls: boolean(false),
});
