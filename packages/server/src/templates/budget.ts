import { TemplateRenderError } from "./render-error.ts";

/** Steps of evaluation. */
const mostSteps = 500_000;
const mostMilliseconds = 1000;
/** Characters of one text, the result included. */
const longestText = 1_000_000;
/** Members of one list. */
const longestList = 100_000;
/** Macros, recursive loops and expressions inside each other. */
const deepest = 500;

/** What one rendering may cost: past it a template is refused, whatever it was meant to be. */
export class Budget {
  private steps = 0;
  private depth = 0;
  private readonly until = performance.now() + mostMilliseconds;

  step(): void {
    this.steps++;
    if (this.steps > mostSteps) throw new TemplateRenderError("OverflowError", "The template takes too many steps.");
    if (this.steps % 1000 === 0) this.checkTime();
  }

  /** Before work that may take long by itself. */
  checkTime(): void {
    if (performance.now() > this.until) throw new TemplateRenderError("OverflowError", "The template takes too long.");
  }

  nested<T>(work: () => T): T {
    if (++this.depth > deepest) throw new TemplateRenderError("RecursionError", "maximum recursion depth exceeded");
    try {
      return work();
    } finally {
      this.depth--;
    }
  }
}

/** The text, if it may be so long; `length` is what it is about to have. */
export function boundedText(text: string): string {
  boundedLength(text.length);
  return text;
}

export function boundedLength(length: number): void {
  if (length > longestText) throw new TemplateRenderError("OverflowError", "The text is too long.");
}

export function boundedList(length: number): void {
  if (length > longestList) throw new TemplateRenderError("OverflowError", "The list is too long.");
}
