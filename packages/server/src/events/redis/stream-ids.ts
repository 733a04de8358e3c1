/** Nothing comes before it. */
export const firstId = "0-0";

const numbersOf = (id: string) => {
  const [milliseconds = "0", sequence = "0"] = id.split("-");
  return [BigInt(milliseconds), BigInt(sequence)] as const;
};

/** Compares ids of a stream's messages, `1234-5`, by what they count. */
export function compareIds(a: string, b: string): number {
  const [aTime, aSequence] = numbersOf(a);
  const [bTime, bSequence] = numbersOf(b);
  if (aTime !== bTime) return aTime < bTime ? -1 : 1;
  if (aSequence === bSequence) return 0;
  return aSequence < bSequence ? -1 : 1;
}

export const lowestId = (ids: readonly string[]): string | undefined =>
  ids.length === 0 ? undefined : ids.reduce((lowest, id) => (compareIds(id, lowest) < 0 ? id : lowest));
