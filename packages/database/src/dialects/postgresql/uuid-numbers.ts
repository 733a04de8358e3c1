/** Of the places, so many are taken at most. */
const load = 0.6;
const wordsOf = 4;

/** Numbers UUIDs from 0 in the order in which they come: 16 bytes for each, and a place or two in a table to find them by. */
export class UuidNumbers {
  private words: Uint32Array;
  /** One more than the number of the UUID that has the place; 0 where none has. */
  private places: Uint32Array;
  private count = 0;

  /** Room for so many; more is made. */
  constructor(size: number) {
    const least = Math.max(16, size);
    this.words = new Uint32Array(least * wordsOf);
    this.places = new Uint32Array(2 ** Math.ceil(Math.log2(least / load)));
  }

  /** How many have a number. */
  get size(): number {
    return this.count;
  }

  /** The number of the UUID whose bytes begin at `at`. */
  numberOf(bytes: Buffer, at: number): number {
    const [a, b] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
    const [c, d] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
    const place = this.placeOf(a, b, c, d);
    const known = this.places[place] ?? 0;
    if (known > 0) return known - 1;
    const number = this.count++;
    if (this.count * wordsOf > this.words.length) this.widen();
    this.words.set([a, b, c, d], number * wordsOf);
    this.places[place] = this.count;
    if (this.count > this.places.length * load) this.spread();
    return number;
  }

  /** Where it stands, or is to stand. */
  private placeOf(a: number, b: number, c: number, d: number): number {
    const mask = this.places.length - 1;
    for (let place = hash(a, b, c, d) & mask; ; place = (place + 1) & mask) {
      const taken = this.places[place] ?? 0;
      if (taken === 0) return place;
      const { words } = this;
      const at = (taken - 1) * wordsOf;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return place;
    }
  }

  private widen(): void {
    const words = new Uint32Array(Math.ceil(this.words.length / wordsOf / 4) * wordsOf * 5);
    words.set(this.words);
    this.words = words;
  }

  private spread(): void {
    this.places = new Uint32Array(this.places.length * 2);
    for (let number = 0; number < this.count; number++) {
      const [a = 0, b = 0, c = 0, d = 0] = this.words.subarray(number * wordsOf, (number + 1) * wordsOf);
      this.places[this.placeOf(a, b, c, d)] = number + 1;
    }
  }
}

/** Ids of version 7 begin alike, and those that somebody counts up differ at their end alone. */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = Math.imul(a ^ (b >>> 15), 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f) ^ Math.imul(d, 0x165667b1);
  return mixed ^ (mixed >>> 15);
}
