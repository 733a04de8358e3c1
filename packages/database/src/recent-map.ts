/**
 * Knows at least half of the `most` entries that were set or read last, and never more than `most`. In two generations: of a
 * single `Map`, finding the oldest entry takes as long as there are holes before it.
 */
export class RecentMap<Key, Value> {
  private readonly most: number;
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();

  constructor(most: number) {
    this.most = most;
  }

  get(key: Key): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  has(key: Key): boolean {
    return this.young.has(key) || this.old.has(key);
  }

  set(key: Key, value: Value): void {
    this.young.set(key, value);
    if (this.young.size * 2 < this.most) return;
    this.old = this.young;
    this.young = new Map();
  }

  delete(key: Key): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}
