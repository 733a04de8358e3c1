import { StateType } from "@prefect-ts/schemas/state";
import type { Periods } from "./queries.ts";
import { isWithin, matchesState, matchesTags, type RunConditions } from "./run-conditions.ts";
import type { RunCount } from "./run-counts.ts";

/** Runs as they are counted, a column a list; instants and durations in microseconds, not a number where there is none. */
export interface CountedRuns {
  /** A number a row, of which there are no more than rows or not many. */
  keys: ArrayLike<number>;
  /** Of {@link RunColumns.stateNumber}. */
  states: ArrayLike<number>;
  /** Of {@link RunColumns.tagsNumber}. */
  tags: ArrayLike<number>;
  expected: ArrayLike<number>;
  started: ArrayLike<number>;
  runTimes: ArrayLike<number>;
  /** Since when those run that do. */
  running: ArrayLike<number>;
}

/** In microseconds, the start since 1970. */
export interface CountedPeriods {
  start: number;
  length: number;
  count: number;
}

export const inMicros = ({ start, seconds, count }: Periods): CountedPeriods => ({
  start: start.micros,
  length: Math.round(seconds * 1e6),
  count,
});

export interface RunsToCount {
  /** Null for all runs at once. */
  periods: CountedPeriods | null;
  now: number;
  terminalTypes: readonly string[];
  conditions: RunConditions;
  /** Null for all of them. */
  keys: ArrayLike<number> | null;
}

/** As the database has it. */
interface State {
  type: StateType | null;
  name: string | null;
}

const nobody = 0;
const mostStates = 1000;
const mostTagLists = 65_534;

const typesByName = new Map<string, StateType>(StateType.enum.map((type) => [type, type]));

/** Texts by the numbers that they were given, from 1; 0 for those past the most. */
class NumberedTexts {
  readonly texts: string[] = [""];
  isFull = false;
  private readonly numbers = new Map<string, number>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.texts.length > this.most) {
      this.isFull = true;
      return 0;
    }
    const number = this.texts.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }
}

/** What is counted of runs, a column an array, a place a row of the table: two hundred thousand runs are counted in milliseconds. */
export class RunColumns {
  private expected: Float64Array;
  private started: Float64Array;
  private runTime: Float64Array;
  /** The number of the run's state; 0 where there is no run. */
  private state: Uint16Array;
  /** The number of the run's tags. */
  private tags: Uint16Array;
  private readonly states = new NumberedTexts(mostStates);
  private readonly tagLists = new NumberedTexts(mostTagLists);
  private readonly runningSince = new Map<number, number>();

  /** `size` is one more than the largest key; more is made room for. */
  constructor(size: number) {
    this.expected = new Float64Array(size);
    this.started = new Float64Array(size);
    this.runTime = new Float64Array(size);
    this.state = new Uint16Array(size);
    this.tags = new Uint16Array(size);
  }

  /** How many rows there is room for. */
  get size(): number {
    return this.state.length;
  }

  /** Whether there are more states, by type and name, than can be told apart: then nothing can be counted. */
  get isOverfull(): boolean {
    return this.states.isFull;
  }

  /** Whether runs can be told by conditions: those with tags not where there are too many lists of them. */
  canTell({ tags }: RunConditions): boolean {
    return tags === null || !this.tagLists.isFull;
  }

  /** The number of a state in `TYPE:name`. */
  stateNumber(text: string): number {
    return this.states.numberOf(text);
  }

  /** The number of tags in JSON. */
  tagsNumber(text: string): number {
    return this.tagLists.numberOf(text);
  }

  set({ keys, states, tags, expected, started, runTimes, running }: CountedRuns): void {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const since = running[i] ?? Number.NaN;
      if (key >= this.state.length) this.grow(key + 1);
      this.state[key] = states[i] ?? nobody;
      this.tags[key] = tags[i] ?? 0;
      this.expected[key] = expected[i] ?? Number.NaN;
      this.started[key] = started[i] ?? Number.NaN;
      this.runTime[key] = runTimes[i] ?? 0;
      if (!Number.isNaN(since)) this.runningSince.set(key, since);
      else if (this.runningSince.size > 0) this.runningSince.delete(key);
    }
  }

  /**
   * By period, type and name of the state. What did not start, and is not in a state of `terminalTypes`, is late since it was
   * expected.
   */
  count({ periods, now, terminalTypes, conditions, keys }: RunsToCount): RunCount[] {
    const { start, length, count } = periods ?? { start: 0, length: Number.POSITIVE_INFINITY, count: 1 };
    const states = this.states.texts.map(stateOf);
    const sums = new Sums(count, states.length);
    const isCounted = states.map((state) => this.isStateCounted(state, periods !== null, conditions));
    const mayStart = states.map(({ type }) => type !== null && !terminalTypes.includes(type));
    const hasTags = this.areTagsCounted(conditions);
    const counted = keys?.length ?? this.state.length;
    for (let i = 0; i < counted; i++) {
      const key = keys ? (keys[i] ?? 0) : i;
      const state = this.state[key] ?? nobody;
      if (!isCounted[state]) continue;
      if (hasTags && !hasTags[this.tags[key] ?? 0]) continue;
      const expected = this.expected[key] ?? Number.NaN;
      const bucket = periods ? Math.floor((expected - start) / length) : 0;
      if (!(bucket >= 0 && bucket < count)) continue;
      const started = this.started[key] ?? Number.NaN;
      const isWaiting = Number.isNaN(started);
      if (!isWithin(conditions.expected, expected) || !isWithin(conditions.started, started)) continue;
      if (!isWithin(conditions.start, isWaiting ? expected : started)) continue;
      const lateness = isWaiting ? (mayStart[state] ? now - expected : 0) : started - expected;
      sums.add(bucket, state, this.runTimeOf(key, now), lateness);
    }
    const order = [...states.keys()].slice(1).sort((a, b) => compareStates(states[a], states[b]));
    return sums.counts(order).map(({ bucket, state, ...sum }) => {
      const { type, name } = states[state] ?? noState;
      return { bucket, state_type: type, state_name: name ?? "", ...sum };
    });
  }

  private isStateCounted(state: State, inPeriods: boolean, conditions: RunConditions): boolean {
    if (state === noState || (inPeriods && state.type === null)) return false;
    return conditions.state === null || matchesState(conditions.state, state);
  }

  /** By the number of the tags; null where any will do. */
  private areTagsCounted({ tags }: RunConditions): boolean[] | null {
    return tags && this.tagLists.texts.map((text) => text !== "" && matchesTags(tags, elementsOf(text)));
  }

  private runTimeOf(key: number, now: number): number {
    const runTime = this.runTime[key] ?? 0;
    if (this.runningSince.size === 0) return runTime;
    const since = this.runningSince.get(key);
    return since === undefined ? runTime : runTime + now - since;
  }

  private grow(size: number): void {
    const larger = Math.ceil(size * 1.25);
    const copied = <A extends Float64Array | Uint16Array>(into: A, from: A) => {
      into.set(from);
      return into;
    };
    this.expected = copied(new Float64Array(larger), this.expected);
    this.started = copied(new Float64Array(larger), this.started);
    this.runTime = copied(new Float64Array(larger), this.runTime);
    this.state = copied(new Uint16Array(larger), this.state);
    this.tags = copied(new Uint16Array(larger), this.tags);
  }
}

/** Where there is no run. */
const noState: State = { type: null, name: null };

function stateOf(text: string): State {
  if (text === "") return noState;
  const at = text.indexOf(":");
  return { type: typesByName.get(text.slice(0, at)) ?? null, name: text.slice(at + 1) || null };
}

function elementsOf(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : [];
}

function compareStates(one: State | undefined, other: State | undefined): number {
  const [first, second] = [one?.type ?? "", other?.type ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  const [firstName, secondName] = [one?.name ?? "", other?.name ?? ""];
  return firstName < secondName ? -1 : Number(firstName > secondName);
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
