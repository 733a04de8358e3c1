import type { ResourceSpecification } from "@prefect-ts/schemas/trigger";
import { glob } from "./glob.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * Whether a resource has every one of the labels, each with a value that one of its globs matches. A label that the
 * resource lacks matches nothing, not even a negated glob.
 */
export function labelsMatcher(specification: ResourceSpecification | null | undefined): (labels: Labels) => boolean {
  const expected = Object.entries(specification ?? {}).map(([label, values]) => {
    const [only, ...others] = [values].flat().map(glob);
    const globs = [only, ...others];
    // One pattern to a label is what nearly all have, and events are matched by the thousand.
    const matches = only && others.length === 0 ? only : (value: string) => globs.some((one) => one?.(value));
    return { label, matches };
  });
  return (labels) => {
    for (const { label, matches } of expected) {
      const value = labels[label];
      if (value === undefined || !matches(value)) return false;
    }
    return true;
  };
}
