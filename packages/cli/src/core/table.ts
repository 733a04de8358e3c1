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
  right: "│",
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
  // The library draws a rule between all rows or none, and knows one side line for head and rows.
  const rule = top.replace("┏", "┡").replaceAll("┳", "╇").replace("┓", "┩");
  return [top, head.replaceAll("│", "┃"), rule, ...body].join("\n");
}
