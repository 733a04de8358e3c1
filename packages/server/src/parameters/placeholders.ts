/** Stands in a hydrated value for one that is not known, or could not be made. */
export class Placeholder {
  /** What went wrong; null where the value is only not known yet. */
  readonly problem: string | null;

  constructor(problem: string | null) {
    this.problem = problem;
  }
}
