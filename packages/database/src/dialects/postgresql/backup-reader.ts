import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { magic } from "../../care/backup/file-kind.ts";
import { CareError } from "../../errors.ts";
import {
  type BackupHeader,
  type BackupTable,
  Damaged,
  type Frame,
  frameTypes,
  framesIn,
  RowSum,
} from "./backup-frames.ts";

export interface BackupVisitor {
  onHeader?(header: BackupHeader): Promise<void>;
  /** Must read `rows` to their end. */
  onTable(table: BackupTable, rows: AsyncIterable<Buffer>): Promise<void>;
}

/** Reads a backup through. Throws {@link CareError} where it is not what was written. */
export async function readBackup(file: string, visitor: BackupVisitor): Promise<BackupHeader> {
  const compressed = createReadStream(file, { start: magic.length, highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  compressed.on("error", (error) => gunzip.destroy(error));
  const frames = framesIn(compressed.pipe(gunzip));
  try {
    return await readFrames(frames, visitor);
  } catch (error) {
    if (!(error instanceof Damaged) && !isZlibError(error)) throw error;
    throw new CareError(`${file} is damaged: ${error.message}`, { cause: error });
  } finally {
    compressed.destroy();
    gunzip.destroy();
  }
}

async function readFrames(frames: AsyncGenerator<Frame>, visitor: BackupVisitor): Promise<BackupHeader> {
  const header = headerIn(await next(frames, frameTypes.header));
  await visitor.onHeader?.(header);
  let tables = 0;
  for (let found = await next(frames); found.type !== frameTypes.end; found = await next(frames)) {
    if (found.type !== frameTypes.table) throw new Damaged("its parts are not in order");
    await readTable(tableIn(found), frames, visitor);
    tables += 1;
  }
  if (tables !== header.tables) throw new Damaged(`it holds ${tables} tables instead of ${header.tables}`);
  return header;
}

async function readTable(table: BackupTable, frames: AsyncGenerator<Frame>, visitor: BackupVisitor): Promise<void> {
  const sum = new RowSum();
  let end: Frame | undefined;
  async function* rows(): AsyncGenerator<Buffer> {
    for (let found = await next(frames); ; found = await next(frames)) {
      if (found.type !== frameTypes.rows) {
        end = found;
        return;
      }
      sum.add(found.payload);
      yield found.payload;
    }
  }
  await visitor.onTable(table, rows());
  const { rows: count, sha256 } = sum.end();
  const said = end?.type === frameTypes.tableEnd ? jsonIn(end) : {};
  if (said["rows"] !== count || said["sha256"] !== sha256) {
    throw new Damaged(`the rows of ${table.name} are not those that were written`);
  }
}

const isZlibError = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("Z_");

async function next(frames: AsyncGenerator<Frame>, type?: string): Promise<Frame> {
  const { done, value } = await frames.next();
  if (done === true) throw new Damaged("it ends too early");
  if (type !== undefined && value.type !== type) throw new Damaged("its parts are not in order");
  return value;
}

function jsonIn({ payload }: Frame): Record<string, unknown> {
  const value: unknown = JSON.parse(payload.toString());
  if (typeof value !== "object" || value === null) throw new Damaged("a part of it has no meaning");
  return { ...value };
}

function headerIn(found: Frame): BackupHeader {
  const { revision, tables } = jsonIn(found);
  if (typeof revision === "string" && typeof tables === "number") return { revision, tables };
  throw new Damaged("its header has no meaning");
}

function tableIn(found: Frame): BackupTable {
  const { name, columns } = jsonIn(found);
  if (typeof name === "string" && Array.isArray(columns) && columns.every((column) => typeof column === "string")) {
    return { name, columns };
  }
  throw new Damaged("the name of a table has no meaning");
}
