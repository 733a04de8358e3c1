/** Hands what happens to those who listen at that moment. Keeps nothing: a listener bounds what it keeps itself. */
export class LiveFeed<T> {
  private readonly listeners = new Set<(items: readonly T[]) => void>();

  /** Answers how to stop listening. */
  listen(listener: (items: readonly T[]) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  publish(items: readonly T[]): void {
    for (const listener of this.listeners) listener(items);
  }
}
