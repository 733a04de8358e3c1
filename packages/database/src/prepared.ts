import { type Compilable, type CompiledQuery, type Insertable, type Kysely, type RawBuilder, sql } from "kysely";
import { byDialect } from "./by-dialect.ts";
import type { DialectQueries } from "./dialects/queries.ts";
import type { Tables } from "./tables.ts";

class Parameter {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A prepared query with the values of one run. */
export interface BoundQuery<R = unknown> {
  bind(db: Kysely<Tables>): { sql: string; parameters: unknown[] };
  /** What the rows of the answer are: a type without a value. */
  readonly row?: R;
}

type ParameterOf<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>;

/**
 * A query built and compiled once for each connection, and run with new values each time: for the hot paths, where
 * building the query would cost as much as running it.
 */
export class Prepared<P extends object, R> {
  private readonly build: (db: Kysely<Tables>, parameter: ParameterOf<P>) => Compilable<R>;
  private readonly compiled = new WeakMap<Kysely<Tables>, CompiledQuery<R>>();

  constructor(build: (db: Kysely<Tables>, parameter: ParameterOf<P>) => Compilable<R>) {
    this.build = build;
  }

  /** With the values of one run. */
  with(values: P): BoundQuery<R> {
    return { bind: (db) => this.bind(db, values) };
  }

  private bind(db: Kysely<Tables>, values: P): { sql: string; parameters: unknown[] } {
    let query = this.compiled.get(db);
    if (!query) {
      query = this.build(db, (name) => sql`${new Parameter(name)}`).compile();
      this.compiled.set(db, query);
    }
    const parameters = query.parameters.map((p) => (p instanceof Parameter ? Reflect.get(values, p.name) : p));
    return { sql: query.sql, parameters };
  }
}

/** Declares a prepared query; `parameter("name")` stands where the value `name` goes. */
export const prepared =
  <P extends object>() =>
  <R>(build: (db: Kysely<Tables>, parameter: ParameterOf<P>) => Compilable<R>): Prepared<P, R> =>
    new Prepared(build);

/** As {@link prepared}, for a query that a dialect has its say in; answers the query of a dialect. */
export const preparedByDialect =
  <P extends object>() =>
  <R>(build: (db: Kysely<Tables>, parameter: ParameterOf<P>, dialect: DialectQueries) => Compilable<R>) =>
    byDialect((dialect) => new Prepared<P, R>((db, parameter) => build(db, parameter, dialect)));

/** Declares the insertion of one row into `table`; every one of `columns` is given on each run. */
export const preparedInsert = <T extends keyof Tables & string, C extends keyof Insertable<Tables[T]> & string>(
  table: T,
  columns: readonly C[],
): Prepared<Required<Pick<Insertable<Tables[T]>, C>>, never> =>
  new Prepared((db, parameter) => {
    const names = sql.join(columns.map((column) => sql.ref(column)));
    const values = sql.join(columns.map((column) => parameter(column)));
    return { compile: () => sql<never>`insert into ${sql.table(table)} (${names}) values (${values})`.compile(db) };
  });
