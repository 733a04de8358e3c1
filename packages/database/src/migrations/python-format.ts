/** One piece of a template: text, a doubled brace, or a field with its conversion and format. */
const piece = /\{\{|\}\}|\{(\w+)(?:!([sra]))?(?::([^{}]*))?\}/g;
const specification = /^(?:(.)?([<>^]))?(\d+)?(?:\.(\d+))?s?$/su;

/**
 * A template with its fields filled in, as Python's `str.format` does it with texts: `{{` is a brace, `{name!r}` is in
 * quotes, `{name:>20.10}` is cut and padded. What Python would refuse stays as it stands: an unknown name, a lone brace.
 */
export function pythonFormat(template: string, fields: Readonly<Record<string, string>>): string {
  return template.replaceAll(piece, (whole: string, name?: string, conversion?: string, format?: string) => {
    if (whole === "{{" || whole === "}}") return whole.charAt(0);
    if (name === undefined || !Object.hasOwn(fields, name)) return whole;
    const value = fields[name] ?? "";
    return padded(conversion === "r" || conversion === "a" ? `'${value}'` : value, format ?? "") ?? whole;
  });
}

function padded(text: string, format: string): string | undefined {
  const match = specification.exec(format);
  if (!match) return undefined;
  const [, fill = " ", align = "<", width = "0", precision] = match;
  const cut = precision === undefined ? text : text.slice(0, Number(precision));
  const missing = Math.max(0, Number(width) - cut.length);
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + cut + fill.repeat(missing - before);
}
