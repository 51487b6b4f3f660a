// The editor of SPARQL: makes the plain form of the page an editor, and shows answers beside it.
// It must not keep queries or answers. Where the editor cannot be loaded, the plain box serves it.

import { answered, ask, standing } from "./editor-answer.js";
import { completer } from "./editor-names.js";

const at = (id) => document.getElementById(id);
const setting = JSON.parse(at("settings").textContent);
const words = setting.words;
const form = at("ask");
const submit = form.querySelector("button[type=submit]");
const box = at("query");
let editor = null;
let running = null;
let marked = null;
let waiting = 0;
let doubted = false;

const read = () => (editor ? editor.getValue() : box.value);

function write(query) {
  if (editor) editor.setValue(query);
  else box.value = query;
}

function say(text, values = {}) {
  at("state").textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function busy(is) {
  at("stop").disabled = !is;
  submit.disabled = is;
  at("result").setAttribute("aria-busy", is);
}

/** Run the query that stands in the editor, and show what comes of it. */
async function run() {
  clearTimeout(waiting);
  doubted = false;
  running?.abort();
  const mine = (running = new AbortController());
  busy(true);
  clear();
  say(words.running);
  try {
    const found = await ask(setting.endpoint, read(), mine.signal);
    at("result").replaceChildren(...answered(found, words, go));
    mark(found.problem?.line);
    say(found.problem ? "" : words.answered, found);
  } catch {
    // The browser gives no reason for a request that failed; that a person stopped it is known.
    say(mine.signal.aborted ? words.stopped : words.away);
  } finally {
    if (running === mine) {
      running = null;
      busy(false);
    }
  }
}

function clear() {
  at("result").replaceChildren();
  mark(0);
}

/** Mark the line with the number *line*, counted from 1, and no other. */
function mark(line) {
  if (marked !== null) editor?.removeLineClass(marked, "background", "wrong");
  marked = editor && line ? editor.addLineClass(line - 1, "background", "wrong") : null;
}

/** Put the cursor where a fault is; *line* and *column* are counted from 1. */
function go(line, column) {
  if (editor) {
    editor.focus();
    editor.setCursor({ line: line - 1, ch: column - 1 });
    return;
  }
  const before = box.value.split("\n").slice(0, line - 1);
  const place = before.reduce((sum, one) => sum + one.length + 1, column - 1);
  box.focus();
  box.setSelectionRange(place, place);
}

/** Show a link that holds the query after the # sign, and copy it where the browser lets us. */
async function share() {
  const link = new URL(location.href);
  link.hash = `query=${encodeURIComponent(read())}`;
  history.replaceState(null, "", link);
  at("shared").hidden = false;
  at("link").value = link.href;
  at("link").select();
  try {
    await navigator.clipboard.writeText(link.href);
    say(words.copied);
  } catch {
    at("link").focus();
  }
}

function shared() {
  const query = new URLSearchParams(location.hash.slice(1)).get("query");
  if (query !== null) {
    write(query);
    clear();
  }
}

async function example() {
  const query = await standing(setting.endpoint, at("example").value).catch(() => null);
  if (query === null) {
    say(words.no_example);
    return;
  }
  write(query);
  clear();
  say("");
  editor?.focus();
}

/** Say in words where the query stops making sense, while somebody types. */
function proofread() {
  for (let line = 0; line < editor.lineCount(); line++) {
    const { state } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true);
    if (state.OK === false) {
      const names = (state.possibleCurrent ?? []).slice(0, 8).join(", ");
      say(words.expected, { line: line + 1, names });
      mark(line + 1);
      doubted = true;
      return;
    }
  }
  mark(0);
  if (doubted) say("");
  doubted = false;
}

function mount(Yasqe) {
  Yasqe.registerAutocompleter(completer(setting), false);
  // Lists are merged place by place: what stands there by default asks other sites.
  Yasqe.defaults.autocompleters = [];
  const frame = document.createElement("div");
  frame.className = "editor";
  box.after(frame);
  editor = new Yasqe(frame, {
    value: box.value,
    autocompleters: ["variables", "names"],
    consumeShareLink: null,
    createShareableLink: null,
    editorHeight: "auto",
    // Tab leaves the editor, so that nobody is caught in it.
    extraKeys: { "Tab": false, "Shift-Tab": false, "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-S": false },
    persistenceId: null,
    resizeable: false,
    showQueryButton: false,
    syntaxErrorCheck: false,
    viewportMargin: Infinity,
  });
  box.hidden = true;
  const field = editor.getInputField();
  field.id = "query-editor";
  field.setAttribute("aria-describedby", "keys");
  form.querySelector("label[for=query]").htmlFor = field.id;
  at("keys").hidden = at("tidy").hidden = false;
  editor.on("changes", () => {
    clearTimeout(waiting);
    waiting = setTimeout(proofread, 400);
  });
  editor.on("inputRead", (_, change) => {
    if (/[\w:/-]$/.test(change.text.at(-1)) && editor.getCompleteToken().string.includes(":")) editor.autocomplete();
  });
}

function script(address) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    Object.assign(element, { src: address, onload: done, onerror: failed });
    document.head.append(element);
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
at("stop").addEventListener("click", () => running?.abort());
at("share").addEventListener("click", share);
at("open").addEventListener("click", example);
at("tidy").addEventListener("click", () => editor?.autoformat());
window.addEventListener("hashchange", shared);
submit.setAttribute("form", form.id);
at("tools").prepend(submit);
at("tools").hidden = at("examples").hidden = false;
at("tidy").hidden = true;
if (setting.editor) {
  await script(setting.editor).then(() => mount(window.Yasqe), () => {});
}
shared();
form.dataset.ready = "";
