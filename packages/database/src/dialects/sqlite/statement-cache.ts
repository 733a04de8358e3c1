const most = 500;

/** Statements are prepared once and kept, the oldest leaving first: preparing costs three times what running does. */
export class StatementCache<Entry> {
  private readonly entries = new Map<string, Entry>();
  private readonly prepare: (sql: string) => Entry;

  constructor(prepare: (sql: string) => Entry) {
    this.prepare = prepare;
  }

  get(sql: string): Entry {
    const cached = this.entries.get(sql);
    if (cached) return cached;
    const entry = this.prepare(sql);
    if (this.entries.size >= most) {
      const oldest = this.entries.keys().next();
      if (!oldest.done) this.entries.delete(oldest.value);
    }
    this.entries.set(sql, entry);
    return entry;
  }
}
