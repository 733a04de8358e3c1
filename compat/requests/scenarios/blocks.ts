import { each, filtered, NOBODY, paged, type Scenario, strangers, wrong } from "../step.ts";

/** What every server's block types say in its own words. */
const own = { hide: ["description", "code_example"] } as const;
const any = { unordered: true } as const;

const types: Scenario = [
  {
    send: "POST /block_types/",
    body: { name: "Kind", slug: "kind", description: "d", logo_url: "http://l/", code_example: "c" },
    keep: "kind",
  },
  { send: "POST /block_types/", body: { name: "Kind", slug: "kind" } },
  { send: "POST /block_types/", body: { name: "Other Kind", slug: "kind" } },
  { send: "POST /block_types/", body: { name: "Holder", slug: "holder" }, keep: "holder" },
  ...each("POST /block_types/", [
    { name: "Prefect thing", slug: "thing" },
    { name: "prefect", slug: "thing2" },
    { name: "a/b", slug: "thing3" },
    { name: "Bad slug", slug: "BAD slug" },
    { name: "Bad slug", slug: "bad_slug" },
    { name: "Bad url", slug: "url", logo_url: "not a url" },
    { name: "Bad url", slug: "url2", documentation_url: "ftp://x" },
    { name: "Protected", slug: "protected", is_protected: true },
  ]),
  ...wrong(
    "POST /block_types/",
    { name: "Wrong", slug: "wrong", description: "d", code_example: "c" },
    { required: ["name", "slug"] },
  ),
  { send: "GET /block_types/<kind>" },
  ...strangers("GET /block_types/{id}"),
  { send: "GET /block_types/slug/kind" },
  { send: "GET /block_types/slug/nobody" },
  { send: "GET /block_types/slug/secret", ...own, keep: "secret type" },
  ...["json", "date-time", "webhook", "local-file-system", "remote-file-system", "slack-webhook", "smb"].map(
    (slug) => ({
      send: `GET /block_types/slug/${slug}`,
      ...own,
    }),
  ),
  ...filtered("POST /block_types/filter", "block_types", [
    { slug: { any_: ["kind", "holder"] } },
    { slug: { any_: [] } },
    { name: { like_: "KIND" } },
    { name: { like_: "k_nd" } },
    { name: { any_: ["Kind"] } },
    { slug: 1 },
    { unknown: 1 },
  ]),
  { send: "POST /block_types/filter", body: {}, ...own },
  { send: "POST /block_types/filter", ...own },
  { send: "POST /block_types/filter", body: { block_schemas: { block_capabilities: { all_: ["notify"] } } }, ...own },
  { send: "POST /block_types/filter", body: { block_schemas: { block_capabilities: { all_: [] } }, limit: 2 }, ...own },
  ...paged("POST /block_types/filter").map((step) => ({
    ...step,
    body: { ...Object(step.body), block_types: { slug: { any_: ["kind", "holder"] } } },
  })),
  { send: "PATCH /block_types/<kind>", body: { description: "changed" } },
  { send: "GET /block_types/<kind>" },
  ...each("PATCH /block_types/<kind>", [
    {},
    { description: null },
    { name: "Renamed" },
    { logo_url: "x" },
    { logo_url: "http://other/" },
  ]),
  ...wrong("PATCH /block_types/<kind>", { description: "d", code_example: "c" }, { required: [] }),
  ...strangers("PATCH /block_types/{id}", { description: "d" }),
  { send: "PATCH /block_types/<secret type>", body: { name: "x" } },
  { send: "DELETE /block_types/<secret type>" },
  { send: "POST /block_types/install_system_block_types" },
];

const fields = {
  title: "Kind",
  type: "object",
  properties: { a: { type: "string" }, password: { type: "string", format: "password" }, deep: { type: "object" } },
  required: ["a"],
  block_type_slug: "kind",
  secret_fields: ["password", "deep.*"],
  block_schema_references: {},
};
const holder = {
  title: "Holder",
  type: "object",
  properties: { inner: { $ref: "#/definitions/Kind" } },
  definitions: { Kind: fields },
  block_type_slug: "holder",
  secret_fields: ["inner.password"],
  block_schema_references: { inner: { block_type_slug: "kind", block_schema_checksum: "<checksum>" } },
};

const schemas: Scenario = [
  {
    send: "POST /block_schemas/",
    body: { fields, block_type_id: "<kind>", capabilities: ["read", "write"], version: "1" },
    keep: { schema: "id", checksum: "checksum" },
    ...any,
  },
  {
    send: "POST /block_schemas/",
    body: { fields, block_type_id: "<kind>", capabilities: ["read"], version: "1" },
    ...any,
  },
  {
    send: "POST /block_schemas/",
    body: { fields, block_type_id: "<kind>", version: "2" },
    keep: "second schema",
    ...any,
  },
  {
    send: "POST /block_schemas/",
    body: { fields: holder, block_type_id: "<holder>" },
    keep: { "holder schema": "id" },
    hide: ["checksum"],
    ...any,
  },
  { send: "POST /block_schemas/", body: { fields: { type: "object" }, block_type_id: NOBODY } },
  {
    send: "POST /block_schemas/",
    body: {
      fields: {
        ...holder,
        block_schema_references: { inner: { block_type_slug: "none", block_schema_checksum: "sha256:0" } },
      },
      block_type_id: "<holder>",
    },
  },
  ...wrong(
    "POST /block_schemas/",
    { fields: { title: "W" }, block_type_id: "<kind>", capabilities: ["x"], version: "9" },
    { required: ["block_type_id", "fields"] },
  ),
  { send: "GET /block_schemas/<schema>", ...any },
  { send: "GET /block_schemas/<holder schema>", hide: ["checksum"], ...any },
  ...strangers("GET /block_schemas/{id}"),
  { send: "GET /block_schemas/checksum/<checksum>", ...any },
  { send: "GET /block_schemas/checksum/<checksum>?version=1", ...any },
  { send: "GET /block_schemas/checksum/<checksum>?version=none" },
  { send: "GET /block_schemas/checksum/sha256:none" },
  ...filtered(
    "POST /block_schemas/filter",
    "block_schemas",
    [
      { block_type_id: { any_: ["<kind>"] } },
      { block_capabilities: { all_: ["read", "write"] } },
      { block_capabilities: { all_: ["read", "none"] } },
      { version: { any_: ["2"] } },
      { id: { any_: ["<schema>", NOBODY] } },
      { id: { any_: [] } },
      { operator: "or_", version: { any_: ["2"] }, id: { any_: ["<schema>"] } },
      { version: 1 },
      { unknown: 1 },
    ],
    { ...any, hide: ["description", "code_example"] },
  ),
  ...each("POST /block_schemas/filter", [
    { limit: 0 },
    { limit: 201 },
    { limit: -1 },
    { offset: -1 },
    { offset: 1000 },
    { limit: "x" },
  ]),
  { send: "GET /block_capabilities/", ...any },
  { send: "GET /block_capabilities" },
];

const documents: Scenario = [
  {
    send: "POST /block_documents/",
    body: {
      name: "mine",
      data: { a: "1", password: "secret", deep: { k: "v" } },
      block_schema_id: "<schema>",
      block_type_id: "<kind>",
    },
    keep: "mine",
    ...any,
  },
  {
    send: "POST /block_documents/",
    body: { name: "mine", data: {}, block_schema_id: "<schema>", block_type_id: "<kind>" },
  },
  {
    send: "POST /block_documents/",
    body: {
      name: "holding",
      data: { inner: { $ref: { block_document_id: "<mine>" } } },
      block_schema_id: "<holder schema>",
      block_type_id: "<holder>",
    },
    keep: "holding",
    hide: ["checksum"],
    ...any,
  },
  {
    send: "POST /block_documents/",
    body: { data: { a: "anonymous" }, block_schema_id: "<schema>", block_type_id: "<kind>", is_anonymous: true },
    keep: "anonymous",
    hide: ["name"],
    ...any,
  },
  ...each(
    "POST /block_documents/",
    [
      { data: {}, block_schema_id: "<schema>", block_type_id: "<kind>" },
      { name: "both", data: {}, block_schema_id: "<schema>", block_type_id: "<kind>", is_anonymous: true },
      { name: "UPPER", data: {}, block_schema_id: "<schema>", block_type_id: "<kind>" },
      { name: "under_score", data: {}, block_schema_id: "<schema>", block_type_id: "<kind>" },
      { name: "other-type", data: {}, block_schema_id: "<schema>", block_type_id: "<holder>" },
      { name: "no-schema", data: {}, block_schema_id: NOBODY, block_type_id: "<kind>" },
      { name: "no-type", data: {}, block_schema_id: "<schema>", block_type_id: NOBODY },
      {
        name: "dangling",
        data: { inner: { $ref: { block_document_id: NOBODY } } },
        block_schema_id: "<holder schema>",
        block_type_id: "<holder>",
      },
    ],
    any,
  ),
  ...wrong(
    "POST /block_documents/",
    { name: "wrong", data: { a: "1" }, block_schema_id: "<schema>", block_type_id: "<kind>", is_anonymous: false },
    { required: ["block_schema_id", "block_type_id"], except: ["data"] },
  ).map((step) => ({ ...step, ...any })),
  ...[
    "GET /block_documents/<mine>",
    "GET /block_documents/<holding>",
    "GET /block_types/slug/kind/block_documents",
    "GET /block_types/slug/kind/block_documents/name/mine",
  ].flatMap((send) => [
    { send, hide: ["checksum"], ...any },
    { send: `${send}?include_secrets=true`, hide: ["checksum"], ...any },
    { send: `${send}?include_secrets=maybe` },
  ]),
  ...strangers("GET /block_documents/{id}"),
  { send: "GET /block_types/slug/none/block_documents" },
  { send: "GET /block_types/slug/kind/block_documents/name/none" },
  { send: "GET /block_types/slug/none/block_documents/name/mine" },
  ...["filter", "count"].flatMap((kind) => [
    ...each(
      `POST /block_documents/${kind}`,
      [
        {},
        null,
        { include_secrets: true },
        { block_documents: { is_anonymous: { eq_: true } } },
        { block_documents: { is_anonymous: null } },
        { block_documents: { name: { any_: ["mine"] } } },
        { block_documents: { name: { like_: "MI" } } },
        { block_documents: { id: { any_: ["<holding>"] } } },
        { block_documents: { block_type_id: { any_: ["<kind>"] } } },
        { block_types: { slug: { any_: ["holder"] } } },
        { block_schemas: { block_capabilities: { all_: ["read"] } } },
        { sort: "NAME_DESC" },
        { sort: "BLOCK_TYPE_AND_NAME_ASC" },
        { sort: "NONE" },
        { block_documents: { name: 1 } },
        { block_documents: { unknown: 1 } },
        { include_secrets: "maybe" },
      ],
      { hide: ["checksum", "capabilities"] },
    ),
  ]),
  { send: "POST /block_documents/count" },
  ...each(
    "POST /block_documents/filter",
    [{ limit: 0 }, { limit: 201 }, { limit: 1, offset: 1 }, { offset: 100 }, { offset: -1 }, { limit: "x" }],
    { hide: ["checksum", "capabilities"] },
  ),
  ...each("PATCH /block_documents/<mine>", [
    { data: { a: "2" } },
    { data: { password: "********" } },
    { data: { password: "new" } },
    { data: { a: "3" }, merge_existing_data: false },
    {},
    { name: "renamed" },
    { block_schema_id: "<second schema>" },
    { block_schema_id: "<holder schema>" },
    { block_schema_id: NOBODY },
  ]).flatMap((step) => [
    step,
    { send: "GET /block_documents/<mine>?include_secrets=true", hide: ["checksum"], ...any },
  ]),
  ...wrong("PATCH /block_documents/<mine>", { data: { a: "4" }, merge_existing_data: true }, { required: [] }),
  ...strangers("PATCH /block_documents/{id}", { data: {} }),
];

const storage: Scenario = [
  { send: "GET /admin/storage" },
  { send: "PUT /admin/storage", body: { default_result_storage_block_id: NOBODY } },
  { send: "PUT /admin/storage", body: { default_result_storage_block_id: "<mine>" } },
  ...wrong("PUT /admin/storage", { default_result_storage_block_id: NOBODY }),
  { send: "GET /block_types/slug/local-file-system", ...own, keep: "local type" },
  {
    send: "POST /block_schemas/filter",
    body: { block_schemas: { block_type_id: { any_: ["<local type>"] } } },
    keep: { "local schema": "0.id" },
    hide: ["description", "code_example"],
    ...any,
  },
  {
    send: "POST /block_documents/",
    body: {
      name: "results",
      data: { basepath: "/r" },
      block_schema_id: "<local schema>",
      block_type_id: "<local type>",
    },
    keep: "results",
    hide: ["description", "code_example"],
    ...any,
  },
  { send: "PUT /admin/storage", body: { default_result_storage_block_id: "<results>" } },
  { send: "GET /admin/storage" },
  { send: "DELETE /block_documents/<results>" },
  { send: "GET /admin/storage" },
  { send: "DELETE /admin/storage" },
  { send: "GET /admin/storage" },
];

const deletion: Scenario = [
  { send: "DELETE /block_documents/<holding>" },
  { send: "GET /block_documents/<holding>" },
  ...strangers("DELETE /block_documents/{id}"),
  { send: "DELETE /block_schemas/<local schema>" },
  { send: "DELETE /block_schemas/<second schema>" },
  { send: "GET /block_schemas/<second schema>" },
  ...strangers("DELETE /block_schemas/{id}"),
  { send: "DELETE /block_types/<kind>" },
  { send: "GET /block_types/<kind>" },
  { send: "GET /block_documents/<mine>" },
  ...strangers("DELETE /block_types/{id}"),
];

export const blocks: Scenario = [...types, ...schemas, ...documents, ...storage, ...deletion];
