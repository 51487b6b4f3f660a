// Completes names while somebody writes a query: prefixes, classes and properties of the release, and things.
// It asks our own endpoint alone, and keeps what it learnt only as long as the page is open.

import { rowsOf } from "./editor-answer.js";

const TERMS = `
SELECT DISTINCT ?term ?label {
  { [] void:class ?term } UNION { [] void:property ?term }
  OPTIONAL { ?term rdfs:label ?label FILTER(LANGMATCHES(LANG(?label), "en")) }
}`;
const MOST = 60;
// A name has these characters of its own behind a backslash.
const ESCAPED = /[~!$&'()*+,;=/?#@%.]/g;

/** Return the completer of names, in the shape that YASQE asks for; *setting* is that of the page. */
export function completer({ endpoint, prefixes, things }) {
  const starts = Object.keys(prefixes).map((prefix) => ({ name: `${prefix}:`, label: prefixes[prefix] }));
  const known = new Map();

  /** Return what *query* lists as names with labels, asked once. */
  function listed(key, query) {
    if (!known.has(key)) {
      known.set(key, rowsOf(endpoint, query).then((rows) => rows.flatMap(named), () => []));
    }
    return known.get(key);
  }

  function named({ term, label }) {
    const name = compact(term.value, prefixes);
    return name ? [{ name, label: label?.value ?? "" }] : [];
  }

  function inside(space) {
    return listed(space, `SELECT ?term ?label {
      ?term skos:prefLabel ?label FILTER(STRSTARTS(STR(?term), "${space}") && LANG(?label) = "en")
    } ORDER BY ?term LIMIT 500`);
  }

  async function offered(typed) {
    const space = prefixes[typed.split(":")[0]];
    const own = typed.includes(":") && things.includes(space) ? await inside(space) : [];
    const all = [...(typed.includes(":") ? [] : starts), ...(await listed("", TERMS)), ...own];
    const fitting = all.filter((one) => fits(one, typed));
    return fitting.sort((one, other) => (one.name < other.name ? -1 : 1)).slice(0, MOST);
  }

  return {
    name: "names",
    bulk: false,
    isValidCompletionPosition: (yasqe) => isName(yasqe.getCompleteToken()),
    get: async (_, token) => {
      const found = token ? await offered(token.string) : [];
      found.forEach((one) => labels.set(one.name, one.label));
      return found.map((one) => one.name);
    },
    postprocessHints: (_, hints) => hints.map((hint) => ({ ...hint, displayText: shown(hint.text) })),
  };
}

const labels = new Map();

function shown(name) {
  const label = labels.get(name);
  return label ? `${name}  ${label}` : name;
}

function isName({ string, type }) {
  return /^[A-Za-z][\w-]*(:\S*)?$/.test(string) && !/keyword|comment|string$/.test(type ?? "");
}

function fits({ name, label }, typed) {
  const wanted = typed.toLowerCase();
  const local = wanted.split(":").at(-1);
  if (name.toLowerCase().startsWith(wanted)) return true;
  return !wanted.includes(":") && local.length > 2 && label.toLowerCase().includes(local);
}

/** Return *iri* by the longest prefix that it begins with; "" where none does. */
function compact(iri, prefixes) {
  const fitting = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space) && iri !== space);
  if (!fitting.length) return "";
  const [prefix, space] = fitting.reduce((best, one) => (one[1].length > best[1].length ? one : best));
  return `${prefix}:${iri.slice(space.length).replace(ESCAPED, "\\$&")}`;
}
