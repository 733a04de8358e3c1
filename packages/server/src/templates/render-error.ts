/** A template that cannot be rendered. */
export class TemplateRenderError extends Error {
  override name = "TemplateRenderError";
  /** What Python would have raised. */
  readonly kind: string;
  /** The template; known once it has gone through the renderer. */
  source = "";

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }

  /** What went wrong, for people. */
  get description(): string {
    return `Failed to render template due to the following error: ${this.repr}`;
  }

  /** As Python's `repr` writes what it would have raised. */
  get repr(): string {
    const quote = this.message.includes("'") ? '"' : "'";
    return `${this.kind}(${quote}${this.message.replaceAll(quote, `\\${quote}`)}${quote})`;
  }
}
