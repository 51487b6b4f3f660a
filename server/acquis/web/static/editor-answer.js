// Asks the endpoint, and makes of its answer what the page shows: the server's own page, or what is wrong.
// It must not know the editor.

/** Send *query*; return the part of a page to show, or the problem, with its release and its time in ms. */
export async function ask(endpoint, query, signal) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Accept": "text/html;q=0.9, application/problem+json", "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
  const release = response.headers.get("Acquis-Release");
  if (!response.ok) return { problem: await response.json(), release };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { part: page.getElementById("answer"), release, ms: spent(response) };
}

/** Return the text of the query that the release holds for the question with the address *iri*, or null. */
export async function standing(endpoint, iri) {
  const text = `SELECT ?text { <${iri}> sh:select|sh:construct|sh:ask|sh:describe ?text }`;
  const rows = await rowsOf(endpoint, text);
  return rows.length ? rows[0].text.value : null;
}

/** Return the rows of the answer to *query*, as SPARQL JSON has them. */
export async function rowsOf(endpoint, query) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Accept": "application/sparql-results+json", "Content-Type": "application/sparql-query" },
    body: query,
  });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).results.bindings;
}

/** Return the elements that show *found*; a place that it names calls *go* with line and column. */
export function answered(found, words, go) {
  return found.problem ? [told(found.problem, words, go)] : [...document.importNode(found.part, true).children];
}

function spent(response) {
  const total = /total;dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "");
  return total ? Math.max(1, Math.round(Number(total[1]))) : "?";
}

function told(problem, words, go) {
  const box = element("div", "problem");
  box.setAttribute("role", "alert");
  const [sentence, ...lines] = problem.detail.split("\n");
  const title = element("strong", "", `${problem.title}.`);
  const first = element("p", "");
  first.append(title, ` ${sentence}`);
  box.append(first);
  if (lines.length) {
    const shown = element("pre", "", lines.join("\n"));
    shown.tabIndex = 0;
    box.append(shown);
  }
  if (problem.line) box.append(place(problem, words, go));
  return box;
}

function place({ line, column = 1 }, words, go) {
  const text = words.place.replace("{line}", line).replace("{column}", column);
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", () => go(line, column));
  return button;
}

function element(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
