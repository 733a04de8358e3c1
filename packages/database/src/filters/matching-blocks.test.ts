import { BlockDocumentFilter } from "@prefect-ts/schemas/block-document";
import { BlockSchemaFilter } from "@prefect-ts/schemas/block-schema";
import { BlockTypeFilter } from "@prefect-ts/schemas/block-type";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../database.ts";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { json } from "../values.ts";
import {
  type BlockFilters,
  blockDocumentsMatching,
  blockSchemasMatching,
  blockTypesMatching,
} from "./matching-blocks.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async (tx) => {
    await tx.db
      .insertInto("block_type")
      .values([
        { id: id(1), name: "Secret", slug: "secret" },
        { id: id(2), name: "S3 Bucket", slug: "s3-bucket" },
        { id: id(3), name: "Unused", slug: "unused" },
      ])
      .execute();
    await tx.db
      .insertInto("block_schema")
      .values([
        { id: id(1), block_type_id: id(1), checksum: "one", version: "1.0", capabilities: json([]) },
        { id: id(2), block_type_id: id(2), checksum: "two", version: "2.0", capabilities: json(["read", "write"]) },
      ])
      .execute();
    await tx.db
      .insertInto("block_document")
      .values([
        { id: id(1), name: "my-Key", block_type_id: id(1), block_schema_id: id(1), is_anonymous: false },
        { id: id(2), name: "data", block_type_id: id(2), block_schema_id: id(2), is_anonymous: false },
        { id: id(3), name: "hidden", block_type_id: id(2), block_schema_id: id(2), is_anonymous: true },
      ])
      .execute();
  }),
);

interface Wire {
  block_types?: object;
  block_schemas?: object;
  block_documents?: object;
}
const read = ({ block_types, block_schemas, block_documents }: Wire): BlockFilters => ({
  block_types: block_types && parse(BlockTypeFilter, block_types),
  block_schemas: block_schemas && parse(BlockSchemaFilter, block_schemas),
  block_documents: block_documents && parse(BlockDocumentFilter, block_documents),
});

type Find = (session: Session, filters: BlockFilters) => Promise<{ id: string }[]>;
const types: Find = (session, filters) => blockTypesMatching(session, filters).select("id").orderBy("id").execute();
const schemas: Find = (session, filters) => blockSchemasMatching(session, filters).select("id").orderBy("id").execute();
const documents: Find = (session, filters) =>
  blockDocumentsMatching(session, filters).select("id").orderBy("id").execute();

const cases: [title: string, find: Find, filters: Wire, expected: number[]][] = [
  ["types: no filter", types, {}, [1, 2, 3]],
  ["types: part of a name", types, { block_types: { name: { like_: "s3" } } }, [2]],
  ["types: slugs", types, { block_types: { slug: { any_: ["secret"] } } }, [1]],
  ["types: slug and name", types, { block_types: { slug: { any_: ["secret"] }, name: { like_: "s3" } } }, []],
  ["types: with a schema", types, { block_schemas: {} }, [1, 2]],
  ["types: with a capability", types, { block_schemas: { block_capabilities: { all_: ["read"] } } }, [2]],
  ["schemas: no filter", schemas, {}, [1, 2]],
  ["schemas: types", schemas, { block_schemas: { block_type_id: { any_: [id(2)] } } }, [2]],
  ["schemas: all capabilities", schemas, { block_schemas: { block_capabilities: { all_: ["write", "read"] } } }, [2]],
  ["schemas: a capability too many", schemas, { block_schemas: { block_capabilities: { all_: ["read", "x"] } } }, []],
  ["schemas: no capabilities say nothing", schemas, { block_schemas: { block_capabilities: { all_: [] } } }, [1, 2]],
  ["schemas: ids", schemas, { block_schemas: { id: { any_: [id(1)] } } }, [1]],
  ["schemas: versions", schemas, { block_schemas: { version: { any_: ["2.0"] } } }, [2]],
  [
    "schemas: either field",
    schemas,
    { block_schemas: { operator: "or_", version: { any_: ["2.0"] }, id: { any_: [id(1)] } } },
    [1, 2],
  ],
  ["documents: anonymous ones stay out without a filter", documents, {}, [1, 2]],
  ["documents: and with an empty one", documents, { block_documents: {} }, [1, 2]],
  ["documents: anonymous ones", documents, { block_documents: { is_anonymous: { eq_: true } } }, [3]],
  ["documents: anonymous or not", documents, { block_documents: { is_anonymous: null } }, [1, 2, 3]],
  ["documents: a null wish says nothing", documents, { block_documents: { is_anonymous: { eq_: null } } }, [1, 2, 3]],
  [
    "documents: the default is one more way through or_",
    documents,
    { block_documents: { operator: "or_", name: { any_: ["hidden"] } } },
    [1, 2, 3],
  ],
  ["documents: ids", documents, { block_documents: { id: { any_: [id(2), id(3)] } } }, [2]],
  ["documents: types", documents, { block_documents: { block_type_id: { any_: [id(1)] } } }, [1]],
  ["documents: names", documents, { block_documents: { name: { any_: ["data"] } } }, [2]],
  ["documents: part of a name", documents, { block_documents: { name: { like_: "KEY" } } }, [1]],
  ["documents: of a type", documents, { block_types: { slug: { any_: ["s3-bucket"] } } }, [2]],
  ["documents: of a schema", documents, { block_schemas: { version: { any_: ["1.0"] } } }, [1]],
];
test.each(cases)("%s", async (_title, find, filters, expected) => {
  const found = await db.read((session) => find(session, read(filters)));
  expect(found).toEqual(expected.map((n) => ({ id: id(n) })));
});
