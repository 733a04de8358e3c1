/** The reference's modules that PREFECT_MESSAGING_BROKER and PREFECT_MESSAGING_CACHE name. */
export const memoryModule = "prefect.server.utilities.messaging.memory";
export const redisModule = "prefect_redis.messaging";
