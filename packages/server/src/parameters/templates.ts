/** A template that cannot be rendered. */
export class TemplateError extends Error {
  override name = "TemplateError";
}

const lookup = /\{\{-?\s*[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*\s*-?\}\}/g;

/**
 * Renders a parameter's Jinja template. Such a template has no variables to look up, so a lookup renders as nothing, as
 * it does in the reference; anything beyond lookups is refused. Throws TemplateError.
 */
export function renderTemplate(template: string): string {
  const text = template.replace(lookup, "");
  const other = /\{\{|\{%|\{#/.exec(text);
  if (other) throw new TemplateError(`only names can be looked up in a parameter's template, found ${other[0]}`);
  return text;
}
