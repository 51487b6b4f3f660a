// Suggestions under the boxes to search from, by the combobox pattern of the ARIA Authoring Practices:
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
// Without this file the boxes work as plain forms. It must not write markup: names of things may hold any text.

const WAIT = 150;
let made = 0;

class Suggestions {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.active = -1;
    this.asked = null;
    this.timer = 0;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${(made += 1)}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.label);
    this.status = document.createElement("p");
    this.status.className = "hidden";
    this.status.setAttribute("role", "status");
    this.input.parentElement.append(this.list);
    form.append(this.status);
    this.describe();
    this.listen();
  }

  describe() {
    const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // The box keeps the focus while somebody points at a suggestion.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
    this.form.addEventListener("submit", () => this.close());
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asked?.abort();
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    this.asked = new AbortController();
    const address = new URL(this.form.dataset.suggest, document.baseURI);
    address.searchParams.set("q", typed);
    for (const one of this.form.querySelectorAll("input[type=hidden]")) address.searchParams.set(one.name, one.value);
    try {
      const response = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (response.ok && this.input.value.trim() === typed) this.show((await response.json()).suggestions);
    } catch (fault) {
      // A newer question took its place, or there is no network: the form still works.
      if (fault.name !== "AbortError") this.close();
    }
  }

  show(found) {
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...found.map((one, place) => this.option(one, place)));
    this.list.hidden = found.length === 0 || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const { one, many, none } = this.form.dataset;
    this.status.textContent = found.length === 1 ? one : found.length ? many.replace("{n}", String(found.length)) : none;
  }

  option(found, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.address = found.address;
    const label = document.createElement("span");
    label.textContent = found.label;
    label.dir = "auto";
    if (found.language) label.lang = found.language;
    const kind = document.createElement("small");
    kind.textContent = [found.symbol, found.isA].filter(Boolean).join(" · ");
    option.append(label, kind);
    return option;
  }

  press(event) {
    const options = [...this.list.children];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.open(options[this.active]);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !event.altKey && options.length) {
      event.preventDefault();
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      // From the last suggestion one gets back to the box, and from there to the first.
      const places = options.length + 1;
      this.move(((this.active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1, options);
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  move(place, options) {
    this.active = place;
    options.forEach((one, other) => one.setAttribute("aria-selected", String(other === place)));
    if (place < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  }

  open(option) {
    const address = option && new URL(option.dataset.address, document.baseURI);
    if (address && ["http:", "https:"].includes(address.protocol)) location.assign(address);
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.active = -1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const form of document.querySelectorAll("form[data-suggest]")) new Suggestions(form);
