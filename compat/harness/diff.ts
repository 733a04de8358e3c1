import { isObject, type Json } from "./json.ts";

const SHOWN = 60;

/** Whether a difference at a path is one that we want; `now` is what stands there in the new run. */
export type Accepts = (path: string, now: Json | undefined) => boolean;

/**
 * What differs between a record and a new run, one line a path: `- recorded`, `+ now`. Empty where they agree, but for
 * what is accepted.
 */
export function difference(recorded: Json, now: Json, accepts: Accepts = () => false): string[] {
  const lines: string[] = [];
  const report: Report = (path, before, after) => {
    if (accepts(path, after)) return;
    lines.push(`  ${path}`);
    if (before !== undefined) lines.push(`-   ${before}`);
    if (after !== undefined) lines.push(`+   ${shown(after)}`);
  };
  walk(recorded, now, "", report);
  const left = lines.length - SHOWN;
  return left > 0 ? [...lines.slice(0, SHOWN), `… and ${left} more lines`] : lines;
}

type Report = (path: string, before: string | undefined, after: Json | undefined) => void;

function walk(before: Json | undefined, after: Json | undefined, path: string, report: Report): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) walk(before[key], after[key], path === "" ? key : `${path}.${key}`, report);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    walkLists(before, after, path, report);
  } else {
    report(path, before === undefined ? undefined : shown(before), after);
  }
}

/** Items that both have are set aside first, so that one missing item does not shift all that follow. */
function walkLists(before: Json[], after: Json[], path: string, report: Report): void {
  const onlyAfter = [...after];
  const onlyBefore = before.map((item, place) => ({ item, place })).filter(({ item }) => !take(onlyAfter, item));
  if (onlyBefore.length === 0 && onlyAfter.length === 0) {
    report(path, "in another order", after);
    return;
  }
  for (const { item, place } of onlyBefore) walk(item, takeNearest(onlyAfter, item), `${path}[${place}]`, report);
  for (const item of onlyAfter) walk(undefined, item, `${path}[+]`, report);
}

function take(list: Json[], wanted: Json): boolean {
  const text = JSON.stringify(wanted);
  const place = list.findIndex((item) => JSON.stringify(item) === text);
  if (place >= 0) list.splice(place, 1);
  return place >= 0;
}

function takeNearest(list: Json[], wanted: Json): Json | undefined {
  const nearest = list.findIndex((item) => identity(item) === identity(wanted));
  return nearest >= 0 ? list.splice(nearest, 1)[0] : undefined;
}

/** What makes two rows the same row although they differ elsewhere. */
function identity(item: Json): string {
  if (!isObject(item)) return "";
  const { resource } = item;
  const owner = isObject(resource) ? resource["prefect.resource.id"] : undefined;
  return JSON.stringify([item.event ?? null, owner ?? null, item.id ?? null, item.name ?? null, item.message ?? null]);
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
