/** How far a long work has come. */
export interface CareProgress {
  /** What is being done, such as `Copying flow_run`. */
  readonly what: string;
  readonly done: number;
  /** An estimate; null where nobody knows. */
  readonly total: number | null;
  readonly unit: "rows" | "bytes" | "indexes" | "checks" | "runs";
}

export type Report = (progress: CareProgress) => void;
