/** An answer with a status of its own; a route that answers with a plain value answers with its declared status. */
export class Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export const ok = (body: unknown) => new Reply(200, body);
export const created = (body: unknown) => new Reply(201, body);
export const noContent = () => new Reply(204);

/** Text that goes out as it is, e.g. a stored input or a CSV file. */
export class PlainText {
  readonly text: string;
  readonly contentType: string;

  constructor(text: string, contentType = "text/plain; charset=utf-8") {
    this.text = text;
    this.contentType = contentType;
  }
}
