import { ascii, characters, repr } from "@prefect-ts/schemas/validation/python";

/** A template that Python's `str.format` refuses, or that does what only Python objects can. */
export class FormatError extends Error {}

const conversions: Readonly<Record<string, (text: string) => string>> = {
  s: (text) => text,
  r: repr,
  a: ascii,
};

/** `[[fill]align][0][width][.precision][s]`, what a string's format may say. */
const specification = /^(?:(.)?([<>^]))?(0)?(\d+)?(?:\.(\d+))?s?$/su;

function fit(text: string, spec: string): string {
  const match = specification.exec(spec);
  if (!match) throw new FormatError(`Invalid format specifier '${spec}'`);
  const [, fill, align = "<", zero, width = "0", precision] = match;
  const shown = precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
  const room = Math.max(0, Number(width) - characters(shown));
  const before = align === ">" ? room : align === "^" ? Math.floor(room / 2) : 0;
  const filler = fill ?? (zero ? "0" : " ");
  return filler.repeat(before) + shown + filler.repeat(room - before);
}

/** Up to the closing brace: `{name}`, `{name!r}`, `{name:>20}`. */
const field = /^\{([^{}!:]*)(?:!([^{}:]*))?(?::([^{}]*))?\}/su;

/**
 * What Python's `template.format(**values)` gives, for values that are strings: `{name}`, conversions and format
 * specifications. Throws {@link FormatError} where Python raises an error, and for attributes, items and nested fields.
 */
export function formatTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const parts: string[] = [];
  for (let rest = template; rest !== ""; ) {
    const literal = /^(?:[^{}]|\{\{|\}\})+/u.exec(rest)?.[0];
    if (literal !== undefined) {
      parts.push(literal.replaceAll("{{", "{").replaceAll("}}", "}"));
      rest = rest.slice(literal.length);
      continue;
    }
    const match = field.exec(rest);
    if (!match) throw new FormatError("A brace stands alone");
    const [whole, name = "", conversion = "s", spec = ""] = match;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const convert = conversions[conversion];
    if (value === undefined) throw new FormatError(`'${name}' is not a name that the template may use`);
    if (!convert) throw new FormatError(`Unknown conversion specifier '${conversion}'`);
    parts.push(fit(convert(value), spec));
    rest = rest.slice(whole.length);
  }
  return parts.join("");
}
