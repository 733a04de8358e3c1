import { repr } from "../validation/python.ts";
import { ExpressionParser } from "./expressions.ts";
import { Lexer } from "./lexer.ts";
import type { Expression, ImportedName, Parameter, Statement } from "./nodes.ts";
import { TokenStream } from "./token-stream.ts";

/** Parses a Jinja template. Throws TemplateSyntaxError. */
export const parseTemplate = (template: string): Statement[] =>
  new TemplateParser(new TokenStream(new Lexer(template).read())).template();

/** What messages call a literal. */
const jinjaName = (type: Expression["type"]) => (type === "literal" || type === "float" ? "const" : type);

class TemplateParser extends ExpressionParser {
  /** The tags that are open, and for each what would end its body; for messages. */
  private readonly openTags: string[] = [];
  private readonly openEnds: (readonly string[])[] = [];
  private readonly tags: Record<string, () => Statement>;

  constructor(stream: TokenStream) {
    super(stream);
    this.tags = {
      for: () => this.forLoop(),
      if: () => this.condition(),
      set: () => this.assignment(),
      with: () => this.scope(),
      autoescape: () => this.autoescape(),
      block: () => this.block(),
      extends: () => ({ type: "extends", template: this.expression() }),
      include: () => this.inclusion(),
      import: () => this.importAll(),
      from: () => this.importNames(),
      macro: () => this.macro(),
      call: () => this.callBlock(),
      filter: () => this.filterBlock(),
      print: () => this.print(),
    };
  }

  template(): Statement[] {
    return this.statements();
  }

  /** Statements up to one of the tags that end them, or to the end of the template. */
  private statements(ends?: readonly string[]): Statement[] {
    const { stream } = this;
    const found: Statement[] = [];
    if (ends) this.openEnds.push(ends);
    while (!stream.is("end")) {
      const token = stream.next();
      if (token.type === "text") found.push({ type: "text", text: token.value });
      else if (token.type === "output begin") {
        found.push({ type: "output", expressions: [this.tuple()] });
        stream.expect("output end");
      } else {
        if (ends && stream.isName(...ends)) break;
        found.push(this.statement());
        stream.expect("block end");
      }
    }
    if (ends) this.openEnds.pop();
    return found;
  }

  private statement(): Statement {
    const token = this.stream.current;
    if (token.type !== "name") this.stream.fail("tag name expected");
    const parse = Object.hasOwn(this.tags, token.value) ? this.tags[token.value] : undefined;
    if (!parse) this.failAt(this.openEnds, token.line, token.value);
    this.openTags.push(token.value);
    this.stream.next();
    const statement = this.stream.nested(parse);
    this.openTags.pop();
    return statement;
  }

  /** The body of a tag, and which of `ends` came after it; that tag's name is passed over. */
  private body(...ends: string[]): { body: Statement[]; end: string } {
    this.stream.skip("operator", ":");
    this.stream.expect("block end");
    const body = this.statements(ends);
    if (this.stream.is("end")) this.failAt([...this.openEnds, ends], this.stream.current.line);
    return { body, end: this.stream.next().value };
  }

  private failAt(ends: readonly (readonly string[])[], line: number, unknown?: string): never {
    const wanted = ends.at(-1)?.map(repr).join(" or ");
    const message = [
      unknown === undefined ? "Unexpected end of template." : `Encountered unknown tag ${repr(unknown)}.`,
    ];
    if (wanted !== undefined && unknown !== undefined && ends.some((names) => names.includes(unknown))) {
      message.push(
        `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${wanted}.`,
      );
    } else if (wanted !== undefined) message.push(`Jinja was looking for the following tags: ${wanted}.`);
    const innermost = this.openTags.at(-1);
    if (innermost !== undefined) message.push(`The innermost block that needs to be closed is ${repr(innermost)}.`);
    return this.stream.fail(message.join(" "), line);
  }

  private forLoop(): Statement {
    const target = this.target();
    this.stream.expect("name", "in");
    const iterable = this.tuple({ conditional: false });
    const test = this.stream.skip("name", "if") ? this.expression() : null;
    const recursive = this.stream.skip("name", "recursive");
    const { body, end } = this.body("endfor", "else");
    const otherwise = end === "else" ? this.body("endfor").body : [];
    return { type: "for", target, iterable, test, recursive, body, otherwise };
  }

  private condition(): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.tuple({ conditional: false });
      const { body, end } = this.body("elif", "else", "endif");
      branches.push({ test, body });
      if (end === "elif") continue;
      return { type: "if", branches, otherwise: end === "else" ? this.body("endif").body : [] };
    }
  }

  private assignment(): Statement {
    const target = this.target(true);
    if (this.stream.skip("operator", "=")) return { type: "set", target, value: this.tuple() };
    const filter = this.filters(null);
    return { type: "set block", target, filter, body: this.body("endset").body };
  }

  private scope(): Statement {
    const assignments: { target: Expression; value: Expression }[] = [];
    while (!this.stream.is("block end")) {
      if (assignments.length > 0) this.stream.expect("operator", ",");
      const target = this.target();
      this.stream.expect("operator", "=");
      assignments.push({ target, value: this.expression() });
    }
    return { type: "with", assignments, body: this.body("endwith").body };
  }

  private autoescape(): Statement {
    return { type: "autoescape", enabled: this.expression(), body: this.body("endautoescape").body };
  }

  private block(): Statement {
    const name = this.stream.expect("name").value;
    this.stream.skip("name", "scoped");
    this.stream.skip("name", "required");
    if (this.stream.isOperator("-")) {
      this.stream.fail(
        "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.",
      );
    }
    const { body } = this.body("endblock");
    this.stream.skip("name", name);
    return { type: "block", name, body };
  }

  private inclusion(): Statement {
    const template = this.expression();
    if (this.stream.isName("ignore") && this.stream.following.value === "missing") {
      this.stream.next();
      this.stream.next();
    }
    this.importContext();
    return { type: "include", template };
  }

  private importAll(): Statement {
    const template = this.expression();
    this.stream.expect("name", "as");
    const name = this.targetName();
    this.importContext();
    return { type: "import", template, name };
  }

  private importNames(): Statement {
    const { stream } = this;
    const template = this.expression();
    stream.expect("name", "import");
    const names: ImportedName[] = [];
    for (;;) {
      if (names.length > 0) stream.expect("operator", ",");
      if (!stream.is("name")) stream.expect("name");
      if (this.importContext()) break;
      const name = this.targetName();
      if (name.startsWith("_")) stream.fail("names starting with an underline can not be imported");
      names.push({ name, alias: stream.skip("name", "as") ? this.targetName() : name });
      if (this.importContext() || !stream.isOperator(",")) break;
    }
    return { type: "from import", template, names };
  }

  /** `with context`, `without context`. */
  private importContext(): boolean {
    const { stream } = this;
    if (!stream.isName("with", "without") || stream.following.value !== "context") return false;
    stream.next();
    stream.next();
    return true;
  }

  private macro(): Statement {
    const name = this.targetName();
    return { type: "macro", name, parameters: this.parameters(), body: this.body("endmacro").body };
  }

  private callBlock(): Statement {
    const parameters = this.stream.isOperator("(") ? this.parameters() : [];
    const call = this.expression();
    if (call.type !== "call") this.stream.fail("expected call");
    return { type: "call block", call, parameters, body: this.body("endcall").body };
  }

  private filterBlock(): Statement {
    const filter = this.filters(null, true);
    if (!filter) return this.stream.fail("expected token 'name'");
    return { type: "filter block", filter, body: this.body("endfilter").body };
  }

  private print(): Statement {
    const expressions: Expression[] = [];
    while (!this.stream.is("block end")) {
      if (expressions.length > 0) this.stream.expect("operator", ",");
      expressions.push(this.expression());
    }
    return { type: "output", expressions };
  }

  private parameters(): Parameter[] {
    const { stream } = this;
    const parameters: Parameter[] = [];
    stream.expect("operator", "(");
    while (!stream.isOperator(")")) {
      if (parameters.length > 0) stream.expect("operator", ",");
      const name = this.targetName();
      const value = stream.skip("operator", "=") ? this.expression() : null;
      if (!value && parameters.at(-1)?.default) stream.fail("non-default argument follows default argument");
      parameters.push({ name, default: value });
    }
    stream.expect("operator", ")");
    return parameters;
  }

  private targetName(): string {
    const token = this.stream.expect("name");
    if (["true", "false", "none", "True", "False", "None"].includes(token.value)) {
      this.stream.fail("can't assign to 'name'");
    }
    return token.value;
  }

  /** What a value is given to: a name, or several. */
  private target(namespaces = false): Expression {
    const target = this.tuple({}, () => this.primary(namespaces));
    if (!isAssignable(target)) this.stream.fail(`can't assign to ${repr(jinjaName(target.type))}`);
    return target;
  }
}

const isAssignable = (target: Expression): boolean => {
  if (target.type === "tuple") return target.items.every(isAssignable);
  return target.type === "name" || target.type === "namespace attribute";
};
