import { type CompiledQuery, type QueryId, type RootOperationNode, SqliteQueryCompiler } from "kysely";

const isNode = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether a query looks at more than one table: it joins, or holds another query. */
function isCompound(root: RootOperationNode): boolean {
  const pending: object[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const kind: unknown = Reflect.get(node, "kind");
    if (kind === "JoinNode" || (kind === "SelectQueryNode" && node !== root)) return true;
    for (const child of Object.values(node)) if (isNode(child)) pending.push(child);
  }
  return false;
}

/**
 * Writes a parameter of a compound query as `(select ?)`.
 *
 * SQLite plans such a query anew whenever a parameter that its plan may depend on is bound again, which costs ten times
 * what running it does: reading a flow run with its state took 107 µs so, and 10 µs with its parameter in a subquery,
 * into which the planner does not look. A condition that must match a partial index is therefore written as a literal.
 */
export class CompoundQueryCompiler extends SqliteQueryCompiler {
  private hidesParameters = false;

  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    this.hidesParameters = node.kind === "SelectQueryNode" && isCompound(node);
    return super.compileQuery(node, queryId);
  }

  protected override appendValue(parameter: unknown): void {
    if (!this.hidesParameters) return super.appendValue(parameter);
    this.append("(select ");
    super.appendValue(parameter);
    this.append(")");
  }
}
