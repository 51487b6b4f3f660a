// Lets people explore what a picture shows, with the scripts of others, which load when they are asked for.
// It must not draw what is not in the data of the picture; without it the picture and its table say the same.

// What cytoscape would else put into the page as a style, which our policy forbids; pictures.css has it.
const STYLE_OF_CYTOSCAPE = "__________cytoscape_stylesheet";

/** Load the scripts at *addresses*, one after the other, each once. */
async function load(addresses) {
  for (const address of addresses) {
    if (document.querySelector(`script[src="${address}"]`)) continue;
    await new Promise((done, failed) => {
      const element = document.createElement("script");
      Object.assign(element, { src: address, onload: done, onerror: () => failed(new Error(address)) });
      document.head.append(element);
    });
  }
}

/** Return the colour of the page called *name*, such as "ink". */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Show the chart *spec* of vega-lite in *place*; Vega reads its expressions itself and runs none as a program. */
async function chart(place, spec) {
  const [ink, soft, line] = ["ink", "soft", "line"].map(colour);
  const axis = { labelColor: ink, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 13, titleFontSize: 13 };
  const legend = { labelColor: ink, labelFontSize: 13, labelLimit: 400, orient: "top", columns: 2 };
  const config = { background: null, font: getComputedStyle(document.body).fontFamily, axis, legend, view: { stroke: null } };
  // The styles that it would put into the page are forbidden there; a tooltip is then the browser's own.
  const plain = { actions: false, ast: true, defaultStyle: false, renderer: "svg", tooltip: false };
  await window.vegaEmbed(place, { ...spec, description: place.getAttribute("aria-label"), width: Math.max(place.clientWidth - 280, 240) }, { ...plain, config });
}

/** Show the *elements* of a graph in *place*, to be dragged and zoomed. */
function graph(place, elements) {
  if (!document.getElementById(STYLE_OF_CYTOSCAPE)) {
    const mark = document.createElement("meta");
    mark.id = STYLE_OF_CYTOSCAPE;
    document.head.append(mark);
  }
  const [ink, soft, paper, tint] = ["ink", "soft", "paper", "tint"].map(colour);
  const short = (one) => { const words = one.data("label"); return words.length > 44 ? `${words.slice(0, 43)}…` : words; };
  const words = { label: short, color: ink, "font-size": 14, "text-wrap": "wrap" };
  const layout = { name: "concentric", concentric: (node) => node.data("ring"), levelWidth: () => 1, minNodeSpacing: 12 };
  window.cytoscape({
    container: place,
    elements,
    layout: { ...layout, animate: false, padding: 20 },
    minZoom: 0.2,
    maxZoom: 4,
    style: [
      { selector: "node", style: { ...words, shape: "round-rectangle", width: 170, height: 44, "text-valign": "center",
        "text-max-width": 160, "background-color": tint, "border-width": 1, "border-color": soft } },
      { selector: 'node[kind = "draft"]', style: { "border-style": "dashed", label: (node) => `Draft: ${short(node)}` } },
      { selector: 'node[kind = "centre"]', style: { "border-width": 3, "font-weight": 700 } },
      { selector: "edge", style: { ...words, "font-size": 12, width: 1, label: "data(label)", "line-color": soft, "curve-style": "bezier",
        "target-arrow-shape": "triangle", "target-arrow-color": soft, "text-background-color": paper,
        "text-background-opacity": 1 } },
      // A line behind the box of a text must not seem to lead there.
      { selector: 'edge[kind = "draft"]', style: { "line-style": "dashed", "curve-style": "unbundled-bezier",
        "control-point-distances": [280] } },
    ],
  });
}

const SHOW = { "vega-lite": chart, cytoscape: graph };

/** Show in *place* what the *figure* is of. */
async function explore(figure, place) {
  const answer = await fetch(figure.dataset.source);
  const { tool, spec } = await answer.json();
  place.classList.add(tool);
  await load(figure.dataset.scripts.split(" "));
  await SHOW[tool](place, spec);
}

/** Put a button on *figure* that shows what can be explored in place of the picture, and the picture again. */
function offer(figure) {
  const picture = figure.querySelector(".wide");
  const button = document.createElement("button");
  const place = document.createElement("div");
  Object.assign(button, { type: "button", textContent: figure.dataset.explore });
  Object.assign(place, { className: "explored", hidden: true });
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", document.querySelector("h1").textContent);
  picture.before(button);
  picture.after(place);
  button.addEventListener("click", async () => {
    const isOpen = !place.hidden;
    place.hidden = isOpen;
    picture.hidden = !isOpen;
    button.textContent = isOpen ? figure.dataset.explore : figure.dataset.back;
    if (isOpen || place.hasChildNodes()) return;
    try {
      await explore(figure, place);
    } catch (fault) {
      place.textContent = figure.dataset.failed;
      console.warn(`Nothing to explore: ${fault}`);
    }
  });
}

document.querySelectorAll("figure[data-scripts]").forEach(offer);
