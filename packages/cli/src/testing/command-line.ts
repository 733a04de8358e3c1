import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../core/run.ts";

export interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** What a person would type; with it, the terminal is one that a person sits at. */
  answers?: string;
}

/** A command line in process, with a home and a working directory of its own. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), "prefect-cli-"));
  readonly home = join(this.folder, "home");
  readonly profilesPath = join(this.home, "profiles.toml");

  /** Runs a command given as a person types it: words apart by blanks, those in single quotes kept together. */
  async run(line: string, options: RunOptions = {}): Promise<Result> {
    const words = [...line.matchAll(/'([^']*)'|\S+/g)].map((match) => match[1] ?? match[0]);
    const stdout = new Collected();
    const stderr = new Collected();
    const exitCode = await run(words, {
      env: { PREFECT_HOME: this.home, NO_COLOR: "1", ...options.env },
      cwd: this.folder,
      terminal: {
        stdin: Readable.from(options.answers === undefined ? [] : [options.answers]),
        stdout,
        stderr,
        isInteractive: options.answers !== undefined,
      },
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  }

  get profilesText(): string {
    return readFileSync(this.profilesPath, "utf8");
  }

  set profilesText(text: string) {
    mkdirSync(this.home, { recursive: true });
    writeFileSync(this.profilesPath, text);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

class Collected extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
