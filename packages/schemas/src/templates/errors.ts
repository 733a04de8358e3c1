/** A template that Jinja would not take; the message is Jinja's, or says which limit it passes. */
export class TemplateSyntaxError extends Error {
  override name = "TemplateSyntaxError";
  /** Counted from 1; 0 for the template as a whole. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
