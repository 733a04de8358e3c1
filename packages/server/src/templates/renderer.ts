import { maybeTemplate } from "@prefect-ts/schemas/parameter-templates";
import { TemplateSyntaxError } from "@prefect-ts/schemas/templates/errors";
import type { Arguments as ArgumentNodes, Expression, Parameter, Statement } from "@prefect-ts/schemas/templates/nodes";
import { parseTemplate } from "@prefect-ts/schemas/templates/parser";
import { repr } from "@prefect-ts/schemas/validation/python";
import { getAttribute, getItem, getSlice } from "./access.ts";
import { Arguments } from "./arguments.ts";
import { Budget, boundedLength, boundedText } from "./budget.ts";
import type { Filter, FilterContext } from "./filter.ts";
import { filterArgumentNames, filterOf } from "./filters.ts";
import { globals, Namespace } from "./globals.ts";
import { Loop } from "./loop.ts";
import { binary, compare, negate } from "./operations.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Scope } from "./scope.ts";
import { tests } from "./tests.ts";
import {
  Callable,
  floatOf,
  type Given,
  isNumber,
  isTrue,
  iterate,
  numberValue,
  orElse,
  orUndefined,
  textOf,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from "./values.ts";

/** What a template may name. */
export type TemplateContext = ReadonlyMap<string, Value>;

interface ForLoop extends Extract<Statement, { type: "for" }> {}

class Renderer implements FilterContext {
  readonly filters: Readonly<Record<string, Filter>>;
  private readonly budget = new Budget();

  constructor(filters: Readonly<Record<string, Filter>>) {
    this.filters = filters;
  }

  render(statements: readonly Statement[], scope: Scope): string {
    return this.budget.nested(() => {
      let output = "";
      for (const statement of statements) {
        this.budget.step();
        output += this.statement(statement, scope);
        boundedLength(output.length);
      }
      return output;
    });
  }

  applyFilter(name: string, value: Value, given: Given): Value {
    const filter = filterOf(name, this.filters);
    if (!filter) throw new TemplateRenderError("TemplateAssertionError", `No filter named ${repr(name)}.`);
    this.budget.checkTime();
    return filter(value, new Arguments(given, filterArgumentNames(name)), this);
  }

  step(): void {
    this.budget.step();
  }

  test(name: string, value: Value, { positional }: Given): boolean {
    if (name === "filter") return filterOf(textOf(value), this.filters) !== undefined;
    if (name === "test") return Object.hasOwn(tests, textOf(value));
    const test = Object.hasOwn(tests, name) ? tests[name] : undefined;
    if (!test) throw new TemplateRenderError("TemplateAssertionError", `No test named ${repr(name)}.`);
    return test(value, positional[0] ?? null);
  }

  private statement(statement: Statement, scope: Scope): string {
    switch (statement.type) {
      case "text":
        return statement.text;
      case "output":
        return statement.expressions.map((expression) => textOf(this.evaluate(expression, scope))).join("");
      case "for":
        return this.loop(statement, scope);
      case "if": {
        const branch = statement.branches.find(({ test }) => isTrue(this.evaluate(test, scope)));
        return this.render(branch ? branch.body : statement.otherwise, scope);
      }
      case "set":
        this.assign(statement.target, this.evaluate(statement.value, scope), scope);
        return "";
      case "set block": {
        const text = this.render(statement.body, scope.inner());
        const value = statement.filter ? this.filtered(statement.filter, text, scope) : text;
        this.assign(statement.target, value, scope);
        return "";
      }
      case "with": {
        const inner = scope.inner();
        for (const { target, value } of statement.assignments) this.assign(target, this.evaluate(value, scope), inner);
        return this.render(statement.body, inner);
      }
      case "autoescape":
      case "block":
        return this.render(statement.body, scope.inner());
      case "macro":
        scope.set(statement.name, this.macro(statement.name, statement.parameters, statement.body, scope));
        return "";
      case "call block":
        return this.callBlock(statement, scope);
      case "filter block":
        return textOf(this.filtered(statement.filter, this.render(statement.body, scope.inner()), scope));
      default:
        throw new TemplateRenderError("TypeError", "no loader for this environment specified");
    }
  }

  private loop(node: ForLoop, scope: Scope, given?: Value, depth = 1): string {
    const items = iterate(given ?? this.evaluate(node.iterable, scope));
    const { test } = node;
    const chosen = test
      ? items.filter((item) => {
          const inner = scope.inner();
          this.assign(node.target, item, inner);
          this.budget.step();
          return isTrue(this.evaluate(test, inner));
        })
      : items;
    if (chosen.length === 0) return this.render(node.otherwise, scope.inner());
    const again = (value: Value) => this.loop(node, scope, value, depth + 1);
    const state = new Loop(chosen, depth, node.recursive ? again : undefined);
    let output = "";
    for (const item of chosen) {
      const inner = scope.inner();
      this.assign(node.target, item, inner);
      inner.set("loop", state.next());
      output += this.render(node.body, inner);
      boundedLength(output.length);
    }
    return output;
  }

  private assign(target: Expression, value: Value, scope: Scope): void {
    if (target.type === "name") scope.set(target.name, value);
    else if (target.type === "namespace attribute") {
      const namespace = scope.get(target.name);
      if (!(namespace instanceof Namespace)) {
        throw new TemplateRenderError("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
      }
      namespace.values.set(target.attribute, value);
    } else if (target.type === "tuple") {
      const parts = iterate(value);
      const { length } = target.items;
      if (parts.length !== length) {
        const message =
          parts.length > length
            ? `too many values to unpack (expected ${length})`
            : `not enough values to unpack (expected ${length}, got ${parts.length})`;
        throw new TemplateRenderError("ValueError", message);
      }
      for (const [at, item] of target.items.entries()) this.assign(item, parts[at] ?? null, scope);
    }
  }

  private macro(name: string, parameters: readonly Parameter[], body: readonly Statement[], scope: Scope): Callable {
    return new Callable(name, ({ positional, named }) => {
      const inner = scope.inner();
      for (const [at, parameter] of parameters.entries()) {
        const given = orElse(positional[at], () => named.get(parameter.name));
        const otherwise = () =>
          parameter.default ? this.evaluate(parameter.default, inner) : new Undefined(parameter.name);
        inner.set(parameter.name, orElse(given, otherwise));
      }
      inner.set("varargs", Tuple.from(positional.slice(parameters.length)));
      const known = new Set(parameters.map((parameter) => parameter.name));
      inner.set("kwargs", new Map([...named].filter(([key]) => !known.has(key) && key !== "caller")));
      const caller = named.get("caller");
      if (caller) inner.set("caller", caller);
      return this.render(body, inner);
    });
  }

  private callBlock(statement: Extract<Statement, { type: "call block" }>, scope: Scope): string {
    const { call } = statement;
    if (call.type !== "call") return "";
    const caller = this.macro("caller", statement.parameters, statement.body, scope);
    const given = this.given(call.arguments, scope);
    given.named.set("caller", caller);
    return textOf(this.call(this.evaluate(call.callee, scope), given));
  }

  /** A chain of filters whose innermost input is the text of a body. */
  private filtered(filter: Expression, input: Value, scope: Scope): Value {
    if (filter.type !== "filter") return this.evaluate(filter, scope);
    const value = filter.input === null ? input : this.filtered(filter.input, input, scope);
    return this.applyFilter(filter.name, value, this.given(filter.arguments, scope));
  }

  private given({ positional, named, spread, spreadNamed }: ArgumentNodes, scope: Scope): Given {
    const values = positional.map((argument) => this.evaluate(argument, scope));
    if (spread) values.push(...iterate(this.evaluate(spread, scope)));
    const byName = new Map(named.map(({ name, value }) => [name, this.evaluate(value, scope)]));
    const more = spreadNamed ? this.evaluate(spreadNamed, scope) : undefined;
    if (more instanceof Map) for (const [key, value] of more) byName.set(textOf(key), value);
    return { positional: values, named: byName };
  }

  private call(callee: Value, given: Given): Value {
    if (callee instanceof Undefined) callee.fail();
    if (callee instanceof Loop) return this.budget.nested(() => callee.recurse(given.positional[0] ?? null));
    this.budget.checkTime();
    if (callee instanceof Callable) return this.budget.nested(() => callee.call(given));
    throw new TemplateRenderError("TypeError", `'${typeName(callee)}' object is not callable`);
  }

  private evaluate(node: Expression, scope: Scope): Value {
    this.budget.step();
    return this.budget.nested(() => this.worth(node, scope));
  }

  private worth(node: Expression, scope: Scope): Value {
    switch (node.type) {
      case "literal":
        return node.value;
      case "float":
        return floatOf(node.value);
      case "name":
        return orElse(scope.get(node.name), () => orUndefined(globals.get(node.name), node.name));
      case "namespace attribute":
        return getAttribute(orUndefined(scope.get(node.name), node.name), node.attribute);
      case "tuple":
        return Tuple.from(node.items.map((item) => this.evaluate(item, scope)));
      case "list":
        return node.items.map((item) => this.evaluate(item, scope));
      case "dict":
        return new Map(node.entries.map(([key, value]) => [this.evaluate(key, scope), this.evaluate(value, scope)]));
      case "attribute":
        return getAttribute(this.evaluate(node.object, scope), node.name);
      case "item":
        return this.item(this.evaluate(node.object, scope), node.key, scope);
      case "slice":
        throw new TemplateRenderError("TypeError", "a slice stands between brackets");
      case "call":
        return this.call(this.evaluate(node.callee, scope), this.given(node.arguments, scope));
      case "filter": {
        const input = node.input ? this.evaluate(node.input, scope) : "";
        return this.applyFilter(node.name, input, this.given(node.arguments, scope));
      }
      case "test":
        return this.test(node.name, this.evaluate(node.input, scope), this.given(node.arguments, scope));
      case "unary":
        return node.operator === "not"
          ? !isTrue(this.evaluate(node.operand, scope))
          : negate(this.evaluate(node.operand, scope), node.operator);
      case "binary":
        return this.binary(node, scope);
      case "comparison":
        return this.comparison(node, scope);
      case "conditional":
        if (isTrue(this.evaluate(node.test, scope))) return this.evaluate(node.value, scope);
        return node.otherwise ? this.evaluate(node.otherwise, scope) : new Undefined("the inline if-expression");
    }
  }

  private item(object: Value, key: Expression, scope: Scope): Value {
    if (key.type !== "slice") return getItem(object, this.evaluate(key, scope));
    const place = (part: Expression | null): number | null => {
      const value = part ? this.evaluate(part, scope) : null;
      return value !== null && isNumber(value) ? Math.trunc(numberValue(value)) : null;
    };
    return getSlice(object, place(key.start), place(key.stop), place(key.step));
  }

  private binary({ operator, left, right }: Extract<Expression, { type: "binary" }>, scope: Scope): Value {
    const first = this.evaluate(left, scope);
    if (operator === "and") return isTrue(first) ? this.evaluate(right, scope) : first;
    if (operator === "or") return isTrue(first) ? first : this.evaluate(right, scope);
    const second = this.evaluate(right, scope);
    return operator === "~" ? boundedText(textOf(first) + textOf(second)) : binary(operator, first, second);
  }

  private comparison({ first, rest }: Extract<Expression, { type: "comparison" }>, scope: Scope): Value {
    let left = this.evaluate(first, scope);
    for (const { operator, operand } of rest) {
      const right = this.evaluate(operand, scope);
      if (!compare(operator, left, right)) return false;
      left = right;
    }
    return true;
  }
}

/**
 * Renders a Jinja template. It reaches what `context` gives it and nothing else, and ends within bounds of time and size.
 * Throws {@link TemplateRenderError}.
 */
export function renderTemplate(
  source: string,
  context: TemplateContext,
  filters: Readonly<Record<string, Filter>> = {},
): string {
  if (!maybeTemplate(source)) return source;
  try {
    return new Renderer(filters).render(parseTemplate(source), new Scope(context));
  } catch (error) {
    const failure =
      error instanceof TemplateSyntaxError ? new TemplateRenderError("TemplateSyntaxError", error.message) : error;
    if (failure instanceof TemplateRenderError) failure.source = source;
    throw failure;
  }
}
