import { TemplateSyntaxError } from "./errors.ts";
import { bodiesOf, type Statement } from "./nodes.ts";
import { parseTemplate } from "./parser.ts";

const mostLoops = 10;
const deepestLoop = 2;

function countLoops(statements: Statement[]): number {
  return statements.reduce((count, statement) => {
    const inside = bodiesOf(statement).reduce((sum, body) => sum + countLoops(body), 0);
    return count + inside + (statement.type === "for" ? 1 : 0);
  }, 0);
}

function loopDepth(statements: Statement[]): number {
  const depths = statements.map((statement) => {
    const inside = Math.max(0, ...bodiesOf(statement).map(loopDepth));
    return inside + (statement.type === "for" ? 1 : 0);
  });
  return Math.max(0, ...depths);
}

/** Throws {@link TemplateSyntaxError} where a user's template is no Jinja, or loops more than a server allows. */
export function validateTemplate(template: string): void {
  const statements = parseTemplate(template);
  const loops = countLoops(statements);
  if (loops > mostLoops) {
    throw new TemplateSyntaxError(
      `Contains ${loops} for loops. Templates can contain no more than ${mostLoops} for loops.`,
      0,
    );
  }
  const depth = loopDepth(statements);
  if (depth > deepestLoop) {
    throw new TemplateSyntaxError(
      `Contains nested for loops at a depth of ${depth}. Templates can nest for loops no more than ${deepestLoop} loops deep.`,
      0,
    );
  }
}
