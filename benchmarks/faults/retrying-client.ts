import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** As the clients that renew the leases of their slots name themselves. */
const headers = { "content-type": "application/json", "user-agent": "prefect/3.8.8 (API 0.8.4)" };
const pauseMs = 200;
/** No fault lasts that long: whoever still gets no answer need not wait for one. */
const patienceMs = 90_000;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** A client of several servers that asks again, any of them, until one answers: as Prefect's clients do, but longer. */
export class RetryingClient {
  /** How often each status was answered. */
  readonly statuses = new Map<number, number>();
  /** Requests whose connection was refused or lost. */
  lost = 0;
  /** Answers that no client should get, whatever happens to the database or the server. */
  readonly failures: string[] = [];
  private readonly urls: readonly string[];

  constructor(urls: readonly string[]) {
    this.urls = urls;
  }

  /** The first answer below 500. Throws where none comes. */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    for (const until = performance.now() + patienceMs; performance.now() < until; ) {
      const answer = await this.attempt(method, path, body);
      if (answer && answer.status < 500) return answer;
      await sleep(pauseMs * (0.5 + Math.random()));
    }
    throw new Error(`${method} ${path} was not answered for ${patienceMs / 1000} s: does a server still run?`);
  }

  /** As {@link send}; anything but a success is a failure. */
  async expect(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) this.fail(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private async attempt(method: string, path: string, body: unknown): Promise<Answer | undefined> {
    const url = this.urls[Math.floor(Math.random() * this.urls.length)] + path;
    try {
      const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      const text = await response.text();
      const { status } = response;
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      const isUnavailable = status === 503 && response.headers.has("retry-after");
      if (status >= 500 && !isUnavailable) this.fail(`${method} ${path}: ${status} ${text}`);
      const answer: unknown = text === "" || status >= 500 ? {} : JSON.parse(text);
      return { status, body: isRecord(answer) ? answer : {} };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.lost++;
      return undefined;
    }
  }

  private fail(what: string): void {
    this.failures.push(what.slice(0, 300));
  }
}
