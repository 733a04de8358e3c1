import { RecentMap } from "../../recent-map.ts";

const most = 500;

/** Statements are prepared once and kept, those that were not used for long leaving first: preparing costs three times what running does. */
export class StatementCache<Entry> {
  private readonly entries = new RecentMap<string, Entry>(most);
  private readonly prepare: (sql: string) => Entry;

  constructor(prepare: (sql: string) => Entry) {
    this.prepare = prepare;
  }

  get(sql: string): Entry {
    const cached = this.entries.get(sql);
    if (cached) return cached;
    const entry = this.prepare(sql);
    this.entries.set(sql, entry);
    return entry;
  }
}
