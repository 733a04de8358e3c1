import Table from "cli-table3";

const HEAVY_HEAD = {
  top: "━",
  "top-mid": "┳",
  "top-left": "┏",
  "top-right": "┓",
  bottom: "─",
  "bottom-mid": "┴",
  "bottom-left": "└",
  "bottom-right": "┘",
  left: "│",
  "left-mid": "┡",
  mid: "━",
  "mid-mid": "╇",
  right: "│",
  "right-mid": "┩",
  middle: "│",
};

/** A table as the reference draws it: a heavy head, no lines between rows. */
export function renderTable(options: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly align?: "left" | "right";
}): string {
  const table = new Table({
    head: [...options.head],
    chars: HEAVY_HEAD,
    colAligns: options.head.map(() => options.align ?? "left"),
    style: { head: [], border: [], compact: true },
  });
  table.push(...options.rows.map((row) => [...row]));
  const [top = "", head = "", ...body] = table.toString().split("\n");
  // The library has one side line for head and rows, and leaves out the rule under a head without rows.
  const rule = top.replace("┏", "┡").replaceAll("┳", "╇").replace("┓", "┩");
  return [top, head.replaceAll("│", "┃"), ...(options.rows.length === 0 ? [rule] : []), ...body].join("\n");
}
