/** A constraint of the schema refused a write. */
export class IntegrityError extends Error {
  override name = "IntegrityError";
  readonly kind: "unique" | "foreign-key" | "check" | "not-null" | "other";

  constructor(kind: IntegrityError["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The database could not be written in time, or too many writes wait; the same request may succeed later. */
export class DatabaseBusyError extends Error {
  override name = "DatabaseBusyError";
}

/** A value that the database has no place for: a NUL character in text, a number out of the column's range. */
export class UnstorableValueError extends Error {
  override name = "UnstorableValueError";
}

/** The database refused for a reason that lies outside the request: disk full, file unreadable. */
export class DatabaseUnavailableError extends Error {
  override name = "DatabaseUnavailableError";
}

/** The database cannot be opened or is not one this release can serve; the message is one line that says what to do. */
export class DatabaseOpenError extends Error {
  override name = "DatabaseOpenError";
}

/** A database could not be taken to another revision; the message is one line that says why and where it stands. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** A database could not be cared for as asked; the message is one line that says why, and what to do. */
export class CareError extends Error {
  override name = "CareError";
}
