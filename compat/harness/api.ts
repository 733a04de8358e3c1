import { isObject, type Json, type JsonObject, objects, parseJson } from "./json.ts";

const PAGE = 200;
const EVENT_PAGE = 50;

/** A Prefect REST API, addressed by its base URL (ending in `/api`). Every method throws when the answer is not 2xx. */
export class Api {
  readonly url: string;

  constructor(url: string) {
    this.url = url.replace(/\/$/, "");
  }

  async get(path: string): Promise<Json> {
    return this.#send("GET", path);
  }

  async post(path: string, body: Json): Promise<Json> {
    return this.#send("POST", path, body);
  }

  /** Every row a filter route has, page by page. */
  async list(path: string, body: JsonObject = {}): Promise<JsonObject[]> {
    const rows: JsonObject[] = [];
    for (;;) {
      const page = objects(await this.post(path, { ...body, limit: PAGE, offset: rows.length }));
      rows.push(...page);
      if (page.length < PAGE) return rows;
    }
  }

  /** Every event kept by the server, following `next_page`. */
  async events(filter: JsonObject = {}): Promise<JsonObject[]> {
    let page = await this.post("/events/filter", { filter, limit: EVENT_PAGE });
    const events: JsonObject[] = [];
    for (;;) {
      if (!isObject(page)) throw new TypeError("POST /events/filter did not answer a page");
      events.push(...objects(page.events));
      const next = page.next_page;
      if (typeof next !== "string") return events;
      page = await this.get(`/events/filter/next${new URL(next).search}`);
    }
  }

  async #send(method: string, path: string, body?: Json): Promise<Json> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 300)}`);
    return answer === "" ? null : parseJson(answer);
  }
}
