// Makes a form quicker to fill in: parts come and go without loading the page, stances follow their topic, and
// whoever leaves is warned. All of it works without this script; what the form asks only the server knows. At the
// desk, what somebody began to write stays when they choose another language.

const ID = "entry";
let changed = false;

function form() {
  return document.getElementById(ID);
}

// Put the form of another page in the place of this one, and go to what the server says comes next.
function replace(page) {
  const found = page.getElementById(ID);
  if (!found) {
    return false;
  }
  form().replaceWith(document.adoptNode(found));
  const next = form().querySelector("[autofocus]");
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

async function step(button) {
  const address = form().action;
  const sent = new URLSearchParams(new FormData(form(), button));
  const answer = await fetch(address, { method: "POST", body: sent, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const what = button.value.startsWith("update:") ? button.value.slice("update:".length) : "";
  if (!answer.ok || !replace(page)) {
    throw new Error("The answer holds no form.");
  }
  if (what) {
    const boxes = document.getElementById(what)?.querySelectorAll("input:not([list='list-languages']), textarea");
    boxes?.[boxes.length - 1]?.focus();
  } else if (!form().contains(document.activeElement)) {
    form().querySelector("input:not([type='hidden'])")?.focus();
  }
}

// The stances of all topics, asked for once, when the first topic is chosen.
let stances;

async function known() {
  stances ??= fetch(form().dataset.stances).then((answer) => (answer.ok ? answer.json() : {}));
  return stances;
}

// A topic stands there by its name with its short address behind it; people may type either, or the end of it.
function allowedFor(all, typed) {
  const found = Object.keys(all).find((text) => {
    const [, name, short] = /^(.*) \(([^()]*)\)$/.exec(text.toLowerCase()) ?? [null, text.toLowerCase(), ""];
    return [text.toLowerCase(), name, short, short.replace(/^.*[:/]/, "")].includes(typed);
  });
  return found ? all[found] : [];
}

async function follow(topic) {
  const name = topic.name.replace(/-onTopic$/, "-stanceValue");
  const menu = name === topic.name ? null : form().elements.namedItem(name);
  if (!(menu instanceof HTMLSelectElement)) {
    return;
  }
  const allowed = allowedFor(await known(), topic.value.trim().toLowerCase());
  const before = menu.value;
  while (menu.options.length > 1) {
    menu.remove(1);
  }
  for (const [value, text] of allowed) {
    menu.add(new Option(text, value, false, value === before));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest(`#${ID} button[name='do']`) : null;
  if (button && /^(add|back|remove|update)\b/.test(button.value)) {
    event.preventDefault();
    step(button).catch(() => {
      changed = false;
      form().requestSubmit(button);
    });
  }
});

document.addEventListener("input", (event) => {
  changed ||= Boolean(form()?.contains(event.target));
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && form()?.contains(event.target)) {
    follow(event.target);
  }
});

document.addEventListener("submit", (event) => {
  // A file that is saved leaves the page where it is.
  if (event.target === form() && !event.submitter?.hasAttribute("data-file")) {
    changed = false;
  }
});

// Another language comes as the answer to the step that somebody began to write, which it does not take.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(".languages a") : null;
  const begun = link && [...document.querySelectorAll(".step textarea")].find((one) => one.value.trim());
  if (begun) {
    event.preventDefault();
    const button = document.createElement("button");
    Object.assign(button, { name: "do", value: "show", formAction: link.href, hidden: true });
    begun.form.append(button);
    begun.form.requestSubmit(button);
  }
});

window.addEventListener("beforeunload", (event) => {
  if (changed) {
    event.preventDefault();
  }
});
