import { Type } from "typebox";
import { TemplateSyntaxError } from "@prefect-ts/schemas/templates/errors";
import { validateTemplate } from "@prefect-ts/schemas/templates/validate";
import { Reply } from "../reply.ts";
import { type Route, route } from "../route.ts";

const validation = (path: string, operation: string): Route =>
  route({
    method: "POST",
    path,
    tag: "Automations",
    operation,
    body: Type.String({ default: "" }),
    bodyRequired: false,
    handle: async ({ body }) => {
      const source = body ?? "";
      try {
        validateTemplate(source);
        return new Reply(204);
      } catch (error) {
        if (!(error instanceof TemplateSyntaxError)) throw error;
        return new Reply(422, { error: { line: error.line, message: error.message, source } });
      }
    },
  });

export const templateRoutes: readonly Route[] = [
  validation("/templates/validate", "validate_template_templates_validate_post"),
  validation("/automations/templates/validate", "validate_template_automations_templates_validate_post"),
];
