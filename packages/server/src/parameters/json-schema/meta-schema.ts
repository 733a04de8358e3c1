const schema = { $ref: "#" };
const schemas = { type: "array", minItems: 1, items: schema };
const schemaMap = { type: "object", additionalProperties: schema };
const text = { type: "string" };
const flag = { type: "boolean" };
const number = { type: "number" };
const count = { type: "integer", minimum: 0 };
const anchor = { type: "string", pattern: "^[A-Za-z_][-A-Za-z0-9._]*$" };
const texts = { type: "array", items: text, uniqueItems: true };
const simpleTypes = { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] };
const list = { type: "array", items: true };

/**
 * What a schema of draft 2020-12 looks like: its vocabularies in one, in the order in which they complain.
 * Formats that the reference does not check are left out.
 */
export const metaSchema = {
  properties: {
    $id: { type: "string", pattern: "^[^#]*#?$" },
    $schema: text,
    $ref: text,
    $anchor: anchor,
    $dynamicRef: text,
    $dynamicAnchor: anchor,
    $vocabulary: { type: "object", propertyNames: text, additionalProperties: flag },
    $comment: text,
    $defs: schemaMap,
    prefixItems: schemas,
    items: schema,
    contains: schema,
    additionalProperties: schema,
    properties: schemaMap,
    patternProperties: { ...schemaMap, propertyNames: { format: "regex" } },
    dependentSchemas: schemaMap,
    propertyNames: schema,
    if: schema,
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword has that name
    then: schema,
    else: schema,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
    unevaluatedItems: schema,
    unevaluatedProperties: schema,
    type: { anyOf: [simpleTypes, { type: "array", items: simpleTypes, minItems: 1, uniqueItems: true }] },
    enum: list,
    multipleOf: { type: "number", exclusiveMinimum: 0 },
    maximum: number,
    exclusiveMaximum: number,
    minimum: number,
    exclusiveMinimum: number,
    maxLength: count,
    minLength: count,
    pattern: { type: "string", format: "regex" },
    maxItems: count,
    minItems: count,
    uniqueItems: flag,
    maxContains: count,
    minContains: count,
    maxProperties: count,
    minProperties: count,
    required: texts,
    dependentRequired: { type: "object", additionalProperties: texts },
    title: text,
    description: text,
    deprecated: flag,
    readOnly: flag,
    writeOnly: flag,
    examples: list,
    format: text,
    contentEncoding: text,
    contentMediaType: text,
    contentSchema: schema,
    definitions: schemaMap,
    dependencies: { type: "object", additionalProperties: { anyOf: [schema, texts] } },
    $recursiveAnchor: anchor,
    $recursiveRef: text,
  },
  type: ["object", "boolean"],
};
