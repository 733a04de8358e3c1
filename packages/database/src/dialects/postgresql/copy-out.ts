import { finished } from "node:stream/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";

/**
 * What `COPY … TO STDOUT` sends. Where its reader stops early, the rest is thrown away: until all of it was received, the
 * connection would take no other query, nor end.
 */
export async function* copyOut(client: pg.Client, sql: string): AsyncGenerator<Buffer> {
  const stream = client.query(copyTo(sql));
  const chunks: AsyncIterable<Buffer> = stream.iterator({ destroyOnReturn: false });
  try {
    yield* chunks;
  } finally {
    if (!stream.destroyed && !stream.readableEnded) await finished(stream.resume());
  }
}
