import type { CareProgress, Report } from "@prefect-ts/database/care/progress";
import type { Terminal } from "../core/terminal.ts";

const width = 30;
/** How often a bar is drawn, and how often a line is written where nobody watches. */
const barMs = 100;
const lineMs = 5000;

/** Shows progress on stderr: a bar on a terminal, else a line now and then. */
export class ProgressBar {
  private readonly terminal: Terminal;
  private readonly isBar: boolean;
  private shownAt: number;
  private isShown = false;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
    this.isBar = terminal.isInteractive && Reflect.get(terminal.stderr, "isTTY") === true;
    this.shownAt = performance.now();
  }

  readonly report: Report = (progress) => {
    const now = performance.now();
    if (now - this.shownAt < (this.isBar ? barMs : lineMs)) return;
    this.isShown = true;
    this.shownAt = now;
    this.terminal.stderr.write(this.isBar ? `\r\u001b[K${barOf(progress)}` : `${lineOf(progress)}\n`);
  };

  /** Leaves an empty line where the bar was. */
  end(): void {
    if (this.isBar && this.isShown) this.terminal.stderr.write("\r\u001b[K");
  }
}

const lineOf = ({ what, done, total, unit }: CareProgress) =>
  `${what}: ${amount(done, unit)}${total === null || total < done ? "" : ` of ${amount(total, unit)}`}`;

function barOf(progress: CareProgress): string {
  const share = progress.total ? Math.min(1, progress.done / progress.total) : 0;
  const full = Math.round(share * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${lineOf(progress)}`;
}

const amount = (count: number, unit: CareProgress["unit"]) =>
  unit === "bytes" ? bytesText(count) : `${count.toLocaleString("en")} ${unit}`;

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** Bytes for a person: `1.4 GB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const count = bytes / 1000 ** power;
  return `${power > 0 && count < 10 ? count.toFixed(1) : Math.round(count)} ${units[power]}`;
}
