/** An expression of a template, as it was parsed. */
export type Expression =
  | { type: "literal"; value: string | number | boolean | null }
  /** A number with a fraction or an exponent. */
  | { type: "float"; value: number }
  | { type: "name"; name: string }
  | { type: "namespace attribute"; name: string; attribute: string }
  | { type: "tuple" | "list"; items: Expression[] }
  | { type: "dict"; entries: [Expression, Expression][] }
  | { type: "attribute"; object: Expression; name: string }
  | { type: "item"; object: Expression; key: Expression }
  | { type: "slice"; start: Expression | null; stop: Expression | null; step: Expression | null }
  | { type: "call"; callee: Expression; arguments: Arguments }
  | { type: "filter"; input: Expression | null; name: string; arguments: Arguments }
  | { type: "test"; input: Expression; name: string; arguments: Arguments }
  | { type: "unary"; operator: string; operand: Expression }
  | { type: "binary"; operator: string; left: Expression; right: Expression }
  | { type: "comparison"; first: Expression; rest: { operator: string; operand: Expression }[] }
  /** `value if test else otherwise`. */
  | { type: "conditional"; test: Expression; value: Expression; otherwise: Expression | null };

/** What a call is given: `f(a, b=c, *d, **e)`. */
export interface Arguments {
  positional: Expression[];
  named: { name: string; value: Expression }[];
  spread: Expression | null;
  spreadNamed: Expression | null;
}

export interface Parameter {
  name: string;
  default: Expression | null;
}

export interface ImportedName {
  name: string;
  alias: string;
}

/** A part of a template. */
export type Statement =
  | { type: "text"; text: string }
  | { type: "output"; expressions: Expression[] }
  | {
      type: "for";
      target: Expression;
      iterable: Expression;
      test: Expression | null;
      recursive: boolean;
      body: Statement[];
      otherwise: Statement[];
    }
  | { type: "if"; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | { type: "set"; target: Expression; value: Expression }
  | { type: "set block"; target: Expression; filter: Expression | null; body: Statement[] }
  | { type: "with"; assignments: { target: Expression; value: Expression }[]; body: Statement[] }
  | { type: "autoescape"; enabled: Expression; body: Statement[] }
  | { type: "block"; name: string; body: Statement[] }
  | { type: "extends" | "include"; template: Expression }
  | { type: "import"; template: Expression; name: string }
  | { type: "from import"; template: Expression; names: ImportedName[] }
  | { type: "macro"; name: string; parameters: Parameter[]; body: Statement[] }
  | { type: "call block"; call: Expression; parameters: Parameter[]; body: Statement[] }
  | { type: "filter block"; filter: Expression; body: Statement[] };

/** The bodies inside a statement. */
export function bodiesOf(statement: Statement): Statement[][] {
  switch (statement.type) {
    case "for":
      return [statement.body, statement.otherwise];
    case "if":
      return [...statement.branches.map(({ body }) => body), statement.otherwise];
    case "set block":
    case "with":
    case "autoescape":
    case "block":
    case "macro":
    case "call block":
    case "filter block":
      return [statement.body];
    default:
      return [];
  }
}
