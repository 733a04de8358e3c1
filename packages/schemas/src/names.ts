/** Checks of names that have rules of their own. A line feed at the end passes, as it does in the reference. */

export const dashedName = (what: string) => (name: string) =>
  /^[a-z0-9-]*\n?$/.test(name) ? undefined : `${what} must only contain lowercase letters, numbers, and dashes.`;

export const dashedOrUnderscoredName = (what: string) => (name: string) =>
  /^[a-z0-9_-]*\n?$/.test(name)
    ? undefined
    : `${what} must only contain lowercase letters, numbers, and dashes or underscores.`;
