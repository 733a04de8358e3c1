import type { Filter } from "./filter.ts";
import { humanizeNumberFilters } from "./humanize-numbers.ts";
import { humanizeTimeFilters } from "./humanize-times.ts";
import { TemplateRenderError } from "./render-error.ts";
import { textOf } from "./values.ts";

/** The filters of the Python library humanize. It speaks English here, and no template changes what others say. */
export const humanizeFilters: Readonly<Record<string, Filter>> = {
  ...humanizeNumberFilters,
  ...humanizeTimeFilters,
  humanize_activate: (language) => {
    if (language === null || textOf(language).startsWith("en")) return "";
    const message = "[Errno 2] No translation file found for domain: 'humanize'";
    throw new TemplateRenderError("FileNotFoundError", message);
  },
  humanize_deactivate: () => null,
};
