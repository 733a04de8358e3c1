/** A page without dependencies that lists the operations of an OpenAPI document, by tag. */
export const docsPage = (documentUrl: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Prefect REST API</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin-top: 2rem; }
  details { border: 1px solid #8884; border-radius: 6px; margin: 0.4rem 0; padding: 0.4rem 0.8rem; }
  summary { cursor: pointer; font-family: ui-monospace, monospace; }
  b { display: inline-block; width: 5rem; }
  pre { overflow-x: auto; background: #8881; padding: 0.6rem; border-radius: 6px; }
</style>
<h1>Prefect REST API</h1>
<p><a href="${documentUrl}">OpenAPI document</a></p>
<main>Loading…</main>
<script type="module">
  const answer = await fetch(${JSON.stringify(documentUrl)});
  const api = await answer.json();
  const main = document.querySelector("main");
  main.textContent = "";
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text ?? "" });
  const named = (schema, depth = 0) => {
    const name = schema?.$ref?.split("/").pop();
    if (name && depth < 1) return { [name]: named(api.components.schemas[name], depth + 1) };
    return name ?? schema;
  };
  const groups = Map.groupBy(
    Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method, operation }))),
    ({ operation }) => operation.tags[0]);
  for (const [tag, operations] of groups) {
    main.append(element("h2", tag));
    for (const { path, method, operation } of operations) {
      const details = element("details");
      const summary = element("summary");
      summary.append(element("b", method.toUpperCase()), path);
      const shown = {
        parameters: operation.parameters.map(({ name, in: place, required }) => name + " (" + place + (required ? ", required)" : ")")),
        body: named(operation.requestBody?.content["application/json"].schema),
        answers: Object.fromEntries(Object.entries(operation.responses).map(([status, response]) =>
          [status, named(response.content?.["application/json"].schema) ?? ""])),
      };
      details.append(summary, element("pre", JSON.stringify(shown, null, 2)));
      main.append(details);
    }
  }
</script>
</html>
`;
