/** The schema refers to itself without end. */
export class CircularSchemaError extends Error {
  override name = "CircularSchemaError";
}

/** The schema refers to something that it does not have. */
export class UnresolvableError extends Error {
  override name = "UnresolvableError";
}

/** Checking the value takes more work than a schema may ask for. */
export class SchemaTooComplexError extends Error {
  override name = "SchemaTooComplexError";

  constructor() {
    super("the schema asks for too much work");
  }
}
