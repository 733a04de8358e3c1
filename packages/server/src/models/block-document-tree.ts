import type { Session } from "@prefect-ts/database/database";
import type { BlockDocument } from "@prefect-ts/schemas/block-document";
import type { BlockSchema } from "@prefect-ts/schemas/block-schema";
import type { Fernet } from "../blocks/fernet.ts";
import { isJsonObject, type JsonObject } from "../blocks/json-object.ts";
import { masked, secretPaths } from "../blocks/secrets.ts";
import { InvalidBlockDocumentError } from "./block-document-references.ts";
import { BlockSchemaTree } from "./block-schema-tree.ts";
import { readEncryption } from "./encryption-key.ts";

/** Deeper than any block of use. */
const deepest = 50;

interface Reference {
  parent_block_document_id: string;
  reference_block_document_id: string;
  name: string;
}
type Row = Omit<BlockDocument, "block_schema" | "block_type" | "block_document_references" | "data"> & {
  data: unknown;
};

/** The data that a row of `block_document` holds. Throws InvalidTokenError where the key is another. */
export function decryptData(data: unknown, fernet: Fernet | undefined): JsonObject {
  if (typeof data !== "string") return isJsonObject(data) ? data : {};
  if (!fernet) throw new Error("the database has encrypted blocks but no key to read them with");
  const value: unknown = JSON.parse(fernet.decrypt(data));
  return isJsonObject(value) ? value : {};
}

/** Block documents with those they refer to, whose data becomes a part of theirs. */
export class BlockDocumentTree {
  private readonly rows = new Map<string, Row>();
  private readonly references = new Map<string, Reference[]>();
  private schemas = new BlockSchemaTree();
  private fernet: Fernet | undefined;
  private readonly includeSecrets: boolean;

  private constructor(includeSecrets: boolean) {
    this.includeSecrets = includeSecrets;
  }

  static async load(session: Session, ids: readonly string[], includeSecrets: boolean): Promise<BlockDocumentTree> {
    const tree = new BlockDocumentTree(includeSecrets);
    let missing = [...new Set(ids)];
    while (missing.length > 0) {
      const rows = await session.db.selectFrom("block_document").selectAll().where("id", "in", missing).execute();
      for (const row of rows) tree.rows.set(row.id, row);
      const references = await session.db
        .selectFrom("block_document_reference")
        .select(["parent_block_document_id", "reference_block_document_id", "name"])
        .where("parent_block_document_id", "in", missing)
        .execute();
      for (const reference of references) {
        const siblings = tree.references.get(reference.parent_block_document_id) ?? [];
        tree.references.set(reference.parent_block_document_id, [...siblings, reference]);
      }
      const next = new Set(references.map((reference) => reference.reference_block_document_id));
      missing = [...next].filter((id) => !tree.rows.has(id));
    }
    const schemaIds = [...tree.rows.values()].map((row) => row.block_schema_id);
    tree.schemas = await BlockSchemaTree.load(session, schemaIds);
    // A document may have been made with a schema of another type.
    await tree.schemas.loadTypes(
      session,
      [...tree.rows.values()].map((row) => row.block_type_id),
    );
    tree.fernet = await readEncryption(session);
    return tree;
  }

  /** A document as the API shows it. Throws InvalidBlockDocumentError where it contains itself. */
  document(id: string): BlockDocument | undefined {
    const row = this.rows.get(id);
    return row && { ...this.assembled(row, 0), block_schema: this.schemaOf(row) ?? null };
  }

  private schemaOf(row: Row): BlockSchema | undefined {
    return this.schemas.schema(row.block_schema_id);
  }

  private assembled(row: Row, depth: number): BlockDocument {
    if (depth > deepest) {
      throw new InvalidBlockDocumentError(
        `Block document reference graph exceeds max depth ${deepest}; refusing to recurse further.`,
      );
    }
    const schema = this.schemaOf(row);
    const own = decryptData(row.data, this.fernet);
    const data = this.includeSecrets ? { ...own } : masked(own, secretPaths(schema?.fields ?? {}));
    const references: Record<string, JsonObject> = {};
    for (const { name, reference_block_document_id } of this.references.get(row.id) ?? []) {
      const childRow = this.rows.get(reference_block_document_id);
      if (!childRow) continue;
      const child = this.assembled(childRow, depth + 1);
      data[name] = child.data;
      const { id, name: childName, block_type, is_anonymous, block_document_references } = child;
      references[name] = {
        block_document: { id, name: childName, block_type, is_anonymous, block_document_references },
      };
    }
    return {
      ...row,
      data,
      block_schema: null,
      block_type: this.schemas.type(row.block_type_id) ?? null,
      block_document_references: references,
    };
  }
}
