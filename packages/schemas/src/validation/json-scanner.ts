/** Where a text stops being JSON, in the words of Python's json module; `position` counts UTF-16 units. */
export class JsonError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const literals: [text: string, value: unknown][] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/**
 * Reads JSON as Python's json module does, slowly: with NaN and infinities, and with its errors where it finds them.
 * Recursive, so the depth of the text must be bounded before.
 */
export class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value of the whole text. Throws {@link JsonError}. */
  read(): unknown {
    const value = this.#value();
    this.#skipSpace();
    return this.#at === this.#text.length ? value : this.#fail("Extra data");
  }

  #fail(message: string, position = this.#at): never {
    throw new JsonError(message, position);
  }

  #skipSpace(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Passes a character if it comes next. */
  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #value(): unknown {
    this.#skipSpace();
    if (this.#take('"')) return this.#string();
    if (this.#take("{")) return this.#object();
    if (this.#take("[")) return this.#array();
    for (const [text, value] of literals) {
      if (!this.#text.startsWith(text, this.#at)) continue;
      this.#at += text.length;
      return value;
    }
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    return number === undefined ? this.#fail("Expecting value") : Number(number);
  }

  #array(): unknown[] {
    const items: unknown[] = [];
    this.#skipSpace();
    if (this.#take("]")) return items;
    do items.push(this.#value());
    while (this.#goesOn("]"));
    return items;
  }

  #object(): unknown {
    const entries: [string, unknown][] = [];
    this.#skipSpace();
    if (this.#take("}")) return {};
    do {
      this.#skipSpace();
      if (!this.#take('"')) this.#fail("Expecting property name enclosed in double quotes");
      const key = this.#string();
      this.#skipSpace();
      if (!this.#take(":")) this.#fail("Expecting ':' delimiter");
      entries.push([key, this.#value()]);
    } while (this.#goesOn("}"));
    return Object.fromEntries(entries);
  }

  /** Whether another item follows rather than the end. */
  #goesOn(end: string): boolean {
    this.#skipSpace();
    if (this.#take(end)) return false;
    return this.#take(",") || this.#fail("Expecting ',' delimiter");
  }

  #string(): string {
    const start = this.#at - 1;
    let output = "";
    for (;;) {
      output += this.#match(/[ !#-[\]-\uffff]*/y) ?? "";
      if (this.#take('"')) return output;
      if (this.#at >= this.#text.length) this.#fail("Unterminated string starting at", start);
      if (!this.#take("\\")) this.#fail("Invalid control character at");
      output += this.#escape(start);
    }
  }

  #escape(start: number): string {
    const letter = this.#text[this.#at];
    if (letter === undefined) return this.#fail("Unterminated string starting at", start);
    this.#at++;
    if (letter === "u") return this.#codeUnit();
    return escapes[letter] ?? this.#fail("Invalid \\escape", this.#at - 2);
  }

  #codeUnit(): string {
    const letter = this.#at - 1;
    const hex = this.#match(/[0-9a-fA-F]{4}/y);
    // Python looks for the end of the string first: four digits at the very end are not enough.
    if (hex === undefined || this.#at >= this.#text.length) return this.#fail("Invalid \\uXXXX escape", letter);
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
}
