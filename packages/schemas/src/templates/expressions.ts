import { repr } from "../validation/python.ts";
import type { Arguments, Expression } from "./nodes.ts";
import { described, type TokenStream } from "./token-stream.ts";

const constants = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);
const comparisons = ["==", "!=", "<", "<=", ">", ">="];

interface TupleOptions {
  /** Whether `a if b else c` may be a member. */
  conditional?: boolean;
  /** Whether brackets are around it, so that it may be empty. */
  inParentheses?: boolean;
}

/** Parses expressions, from the loosest operator to the tightest. */
export class ExpressionParser {
  protected readonly stream: TokenStream;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  expression(conditional = true): Expression {
    return this.stream.nested(() => (conditional ? this.conditional() : this.or()));
  }

  /** One expression, or several with commas between them. */
  tuple(options: TupleOptions = {}, member = () => this.expression(options.conditional ?? true)): Expression {
    const items: Expression[] = [];
    let isTuple = false;
    while (!this.tupleEnds()) {
      items.push(member());
      if (!this.stream.skip("operator", ",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (!isTuple && first) return first;
    if (items.length === 0 && !options.inParentheses) {
      this.stream.fail(`Expected an expression, got ${repr(described(this.stream.current))}`);
    }
    return { type: "tuple", items };
  }

  private tupleEnds(): boolean {
    return this.stream.is("output end") || this.stream.is("block end") || this.stream.isOperator(")");
  }

  private conditional(): Expression {
    let value = this.or();
    while (this.stream.skip("name", "if")) {
      const test = this.or();
      const otherwise = this.stream.skip("name", "else") ? this.expression() : null;
      value = { type: "conditional", test, value, otherwise };
    }
    return value;
  }

  private binary(operand: () => Expression, found: () => boolean): Expression {
    let left = operand();
    while (found()) {
      const operator = this.stream.next().value;
      left = { type: "binary", operator, left, right: operand() };
    }
    return left;
  }

  private or = (): Expression => this.binary(this.and, () => this.stream.isName("or"));
  private and = (): Expression => this.binary(this.not, () => this.stream.isName("and"));

  private not = (): Expression => {
    if (!this.stream.skip("name", "not")) return this.comparison();
    return { type: "unary", operator: "not", operand: this.stream.nested(this.not) };
  };

  private comparison(): Expression {
    const first = this.sum();
    const rest: { operator: string; operand: Expression }[] = [];
    for (let operator = this.comparator(); operator !== undefined; operator = this.comparator()) {
      rest.push({ operator, operand: this.sum() });
    }
    return rest.length === 0 ? first : { type: "comparison", first, rest };
  }

  private comparator(): string | undefined {
    const { stream } = this;
    if (stream.isOperator(...comparisons) || stream.isName("in")) return stream.next().value;
    if (!(stream.isName("not") && stream.following.type === "name" && stream.following.value === "in"))
      return undefined;
    stream.next();
    stream.next();
    return "not in";
  }

  private sum = (): Expression => this.binary(this.concatenation, () => this.stream.isOperator("+", "-"));
  private concatenation = (): Expression => this.binary(this.product, () => this.stream.isOperator("~"));
  private product = (): Expression => this.binary(this.power, () => this.stream.isOperator("*", "/", "//", "%"));
  private power = (): Expression =>
    this.binary(
      () => this.unary(),
      () => this.stream.isOperator("**"),
    );

  private unary(withFilters = true): Expression {
    const operator = this.stream.isOperator("-", "+") ? this.stream.next().value : undefined;
    const inner: Expression =
      operator === undefined
        ? this.primary()
        : { type: "unary", operator, operand: this.stream.nested(() => this.unary(false)) };
    const node = this.postfix(inner);
    return withFilters ? this.filtered(node) : node;
  }

  protected primary(namespaces = false): Expression {
    const { stream } = this;
    const token = stream.current;
    switch (token.type) {
      case "name":
        stream.next();
        return this.nameOrConstant(token.value, namespaces);
      case "string":
        return { type: "literal", value: this.adjacentStrings() };
      case "integer":
        stream.next();
        return { type: "literal", value: Number(token.value.replaceAll("_", "")) };
      case "float":
        stream.next();
        return { type: "float", value: Number(token.value.replaceAll("_", "")) };
      case "operator":
        if (token.value === "(") return this.parenthesised();
        if (token.value === "[") return this.list();
        if (token.value === "{") return this.dict();
        break;
      default:
    }
    return stream.fail(`unexpected ${repr(described(token))}`);
  }

  private nameOrConstant(name: string, namespaces: boolean): Expression {
    const constant = constants.get(name);
    if (constant !== undefined) return { type: "literal", value: constant };
    if (!namespaces || !this.stream.skip("operator", ".")) return { type: "name", name };
    return { type: "namespace attribute", name, attribute: this.stream.expect("name").value };
  }

  private adjacentStrings(): string {
    let value = "";
    while (this.stream.is("string")) value += this.stream.next().value;
    return value;
  }

  private parenthesised(): Expression {
    this.stream.next();
    const node = this.tuple({ inParentheses: true });
    this.stream.expect("operator", ")");
    return node;
  }

  private list(): Expression {
    return { type: "list", items: this.members("[", "]", () => this.expression()) };
  }

  private dict(): Expression {
    const entry = (): [Expression, Expression] => {
      const key = this.expression();
      this.stream.expect("operator", ":");
      return [key, this.expression()];
    };
    return { type: "dict", entries: this.members("{", "}", entry) };
  }

  /** Members between brackets; a comma may stand after the last. */
  private members<T>(open: string, close: string, member: () => T): T[] {
    const members: T[] = [];
    this.stream.expect("operator", open);
    while (!this.stream.isOperator(close)) {
      if (members.length > 0) {
        this.stream.expect("operator", ",");
        if (this.stream.isOperator(close)) break;
      }
      members.push(member());
    }
    this.stream.expect("operator", close);
    return members;
  }

  private postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator(".")) node = this.attribute(node);
      else if (this.stream.isOperator("[")) node = this.item(node);
      else if (this.stream.isOperator("(")) node = { type: "call", callee: node, arguments: this.arguments() };
      else return node;
    }
  }

  private attribute(object: Expression): Expression {
    this.stream.next();
    const token = this.stream.next();
    if (token.type === "name") return { type: "attribute", object, name: token.value };
    if (token.type !== "integer") this.stream.fail("expected name or number", token.line);
    return { type: "item", object, key: { type: "literal", value: Number(token.value) } };
  }

  private item(object: Expression): Expression {
    const keys = this.members("[", "]", () => this.subscript());
    const [first] = keys;
    return { type: "item", object, key: keys.length === 1 && first ? first : { type: "tuple", items: keys } };
  }

  private subscript(): Expression {
    const { stream } = this;
    const start = stream.isOperator(":") ? null : this.expression();
    if (start && !stream.isOperator(":")) return start;
    stream.next();
    const isOpen = () => stream.isOperator("]", ",");
    const stop = isOpen() || stream.isOperator(":") ? null : this.expression();
    const step = stream.skip("operator", ":") && !isOpen() ? this.expression() : null;
    return { type: "slice", start, stop, step };
  }

  protected arguments(): Arguments {
    const { stream } = this;
    const { line } = stream.current;
    const result: Arguments = { positional: [], named: [], spread: null, spreadNamed: null };
    const ensure = (holds: boolean) => holds || stream.fail("invalid syntax for function call expression", line);
    this.members("(", ")", () => {
      if (stream.skip("operator", "*")) {
        ensure(result.spread === null && result.spreadNamed === null);
        result.spread = this.expression();
      } else if (stream.skip("operator", "**")) {
        ensure(result.spreadNamed === null);
        result.spreadNamed = this.expression();
      } else if (stream.is("name") && stream.following.type === "operator" && stream.following.value === "=") {
        ensure(result.spreadNamed === null);
        const name = stream.next().value;
        stream.next();
        result.named.push({ name, value: this.expression() });
      } else {
        ensure(result.spread === null && result.spreadNamed === null && result.named.length === 0);
        result.positional.push(this.expression());
      }
    });
    return result;
  }

  private filtered(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.stream.isOperator("|")) node = this.filters(node) ?? node;
      else if (this.stream.isName("is")) node = this.test(node);
      else if (this.stream.isOperator("(")) node = { type: "call", callee: node, arguments: this.arguments() };
      else return node;
    }
  }

  /** `| name | name(…)`; where a tag names the first filter, it stands there without its bar. */
  protected filters(input: Expression | null, startsWithName = false): Expression | null {
    let node = input;
    let isFirst = startsWithName;
    while (isFirst || this.stream.isOperator("|")) {
      if (!isFirst) this.stream.next();
      isFirst = false;
      const name = this.dottedName();
      node = { type: "filter", input: node, name, arguments: this.stream.isOperator("(") ? this.arguments() : none() };
    }
    return node;
  }

  private dottedName(): string {
    let name = this.stream.expect("name").value;
    while (this.stream.skip("operator", ".")) name += `.${this.stream.expect("name").value}`;
    return name;
  }

  private test(input: Expression): Expression {
    const { stream } = this;
    stream.next();
    const negated = stream.skip("name", "not");
    const name = this.dottedName();
    const test: Expression = { type: "test", input, name, arguments: this.testArguments() };
    return negated ? { type: "unary", operator: "not", operand: test } : test;
  }

  private testArguments(): Arguments {
    const { stream } = this;
    if (stream.isOperator("(")) return this.arguments();
    const begins = stream.is("string") || stream.is("integer") || stream.is("float") || stream.isOperator("[", "{");
    if (!begins && (!stream.is("name") || stream.isName("else", "or", "and"))) return none();
    if (stream.isName("is")) stream.fail("You cannot chain multiple tests with is");
    return { ...none(), positional: [this.postfix(this.primary())] };
  }
}

const none = (): Arguments => ({ positional: [], named: [], spread: null, spreadNamed: null });
