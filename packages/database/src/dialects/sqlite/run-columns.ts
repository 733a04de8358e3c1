import type { RunCount } from "../run-counts.ts";

/** Runs as they are counted, a column a list; instants and durations in microseconds, not a number where there is none. */
export interface CountedRuns {
  /** Row numbers. */
  keys: ArrayLike<number>;
  /** Of {@link RunColumns.numberOf}. */
  states: ArrayLike<number>;
  expected: ArrayLike<number>;
  started: ArrayLike<number>;
  runTimes: ArrayLike<number>;
  /** Since when those run that do. */
  running: ArrayLike<number>;
}

export interface CountedPeriods {
  start: number;
  length: number;
  count: number;
}

/** As the database has it. */
interface State {
  type: RunCount["state_type"];
  name: string;
}

const nobody = 0;

/** What histories are made of, a column an array, a place a row of the table: two hundred thousand runs are counted in milliseconds. */
export class RunColumns {
  private expected: Float64Array;
  private runTime: Float64Array;
  /** How late it started; not a number where it has not. */
  private lateness: Float64Array;
  /** The number of the run's state; 0 where there is no run to count. */
  private state: Uint16Array;
  /** The first stands for no state. */
  private readonly states: (State | undefined)[] = [undefined];
  private readonly numbers = new Map<string, number>();
  private readonly runningSince = new Map<number, number>();

  /** `size` is one more than the largest key; more is made room for. */
  constructor(size: number) {
    this.expected = new Float64Array(size);
    this.runTime = new Float64Array(size);
    this.lateness = new Float64Array(size);
    this.state = new Uint16Array(size);
  }

  /** How many rows there is room for. */
  get size(): number {
    return this.state.length;
  }

  /** How many states the runs are in, by type and name. */
  get stateCount(): number {
    return this.states.length - 1;
  }

  /** The number of a state in `TYPE:name`; that of none where it has no type. */
  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const at = text.indexOf(":");
    const type = text.slice(0, at) as RunCount["state_type"];
    const number = at === 0 ? nobody : this.states.push({ type, name: text.slice(at + 1) }) - 1;
    this.numbers.set(text, number);
    return number;
  }

  set({ keys, states, expected, started, runTimes, running }: CountedRuns): void {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const at = expected[i] ?? Number.NaN;
      const since = running[i] ?? Number.NaN;
      if (key >= this.state.length) this.grow(key + 1);
      this.state[key] = Number.isNaN(at) ? nobody : (states[i] ?? nobody);
      this.expected[key] = at;
      this.runTime[key] = runTimes[i] ?? 0;
      this.lateness[key] = (started[i] ?? Number.NaN) - at;
      if (!Number.isNaN(since)) this.runningSince.set(key, since);
      else if (this.runningSince.size > 0) this.runningSince.delete(key);
    }
  }

  /**
   * Counts all runs, or those with the `keys`, as of `now`; by period, type and name of the state. What did not start, and is not
   * in a state of `terminalTypes`, is late since it was expected.
   */
  count(
    periods: CountedPeriods,
    now: number,
    terminalTypes: readonly string[],
    keys: readonly number[] | null,
  ): RunCount[] {
    const sums = new Sums(periods.count, this.states.length);
    const mayStart = this.states.map((state) => state !== undefined && !terminalTypes.includes(state.type));
    const counted = keys?.length ?? this.state.length;
    for (let i = 0; i < counted; i++) {
      const key = keys ? (keys[i] ?? 0) : i;
      const state = this.state[key] ?? nobody;
      if (state === nobody) continue;
      const expected = this.expected[key] ?? 0;
      const bucket = Math.floor((expected - periods.start) / periods.length);
      if (bucket < 0 || bucket >= periods.count) continue;
      const started = this.lateness[key] ?? 0;
      const lateness = Number.isNaN(started) ? (mayStart[state] ? now - expected : 0) : started;
      sums.add(bucket, state, this.runTimeOf(key, now), lateness);
    }
    const order = [...this.states.keys()].slice(1).sort((a, b) => this.compare(a, b));
    return sums.counts(order).flatMap(({ bucket, state, ...sum }) => {
      const known = this.states[state];
      return known ? [{ bucket, state_type: known.type, state_name: known.name, ...sum }] : [];
    });
  }

  private runTimeOf(key: number, now: number): number {
    const runTime = this.runTime[key] ?? 0;
    if (this.runningSince.size === 0) return runTime;
    const since = this.runningSince.get(key);
    return since === undefined ? runTime : runTime + now - since;
  }

  private compare(a: number, b: number): number {
    const [one, other] = [this.states[a], this.states[b]];
    if (!one || !other) return 0;
    const [first, second] = one.type === other.type ? [one.name, other.name] : [one.type, other.type];
    return first < second ? -1 : Number(first > second);
  }

  private grow(size: number): void {
    const larger = Math.ceil(size * 1.25);
    const copied = <A extends Float64Array | Uint16Array>(into: A, from: A) => {
      into.set(from);
      return into;
    };
    this.expected = copied(new Float64Array(larger), this.expected);
    this.runTime = copied(new Float64Array(larger), this.runTime);
    this.lateness = copied(new Float64Array(larger), this.lateness);
    this.state = copied(new Uint16Array(larger), this.state);
  }
}

/** Sums by period and state; what is below zero counts as zero. */
class Sums {
  private readonly states: number;
  private readonly runs: Uint32Array;
  private readonly runTime: Float64Array;
  private readonly lateness: Float64Array;

  constructor(buckets: number, states: number) {
    this.states = states;
    this.runs = new Uint32Array(buckets * states);
    this.runTime = new Float64Array(buckets * states);
    this.lateness = new Float64Array(buckets * states);
  }

  add(bucket: number, state: number, runTime: number, lateness: number): void {
    const at = bucket * this.states + state;
    this.runs[at] = (this.runs[at] ?? 0) + 1;
    if (runTime > 0) this.runTime[at] = (this.runTime[at] ?? 0) + runTime;
    if (lateness > 0) this.lateness[at] = (this.lateness[at] ?? 0) + lateness;
  }

  /** What there is, by period, the states in `order`. */
  counts(order: readonly number[]) {
    return Array.from({ length: this.runs.length / this.states }, (_, bucket) =>
      order
        .map((state) => ({ state, at: bucket * this.states + state }))
        .filter(({ at }) => this.runs[at])
        .map(({ state, at }) => ({
          bucket,
          state,
          count_runs: this.runs[at] ?? 0,
          sum_estimated_run_time: (this.runTime[at] ?? 0) / 1e6,
          sum_estimated_lateness: (this.lateness[at] ?? 0) / 1e6,
        })),
    ).flat();
  }
}
