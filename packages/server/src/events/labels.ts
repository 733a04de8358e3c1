import type { ResourceSpecification } from "@prefect-ts/schemas/trigger";
import { glob } from "./glob.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a resource has every one of the labels, each with a value that one of its globs matches. A label that the
 * resource lacks matches nothing, not even a negated glob.
 */
export function labelsMatcher(specification: ResourceSpecification | null | undefined): (labels: Labels) => boolean {
  const expected = Object.entries(specification ?? {}).map(([label, values]) => ({
    label,
    globs: (typeof values === "string" ? [values] : values).map(glob),
  }));
  return (labels) =>
    expected.every(({ label, globs }) => {
      const value = labels[label];
      return value !== undefined && globs.some((matches) => matches(value));
    });
}
