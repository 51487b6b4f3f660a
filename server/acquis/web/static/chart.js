// Draws the charts of a page out of what the server put beside them; the table below says the same.
// It must not choose what is charted. Vega reads the expressions of a chart itself (`ast`): the page grants no
// right to run text as a program, nor to put styles into it.

const CHARTS = "figure.chart";

/** Load the scripts at *addresses*, one after the other. */
async function load(addresses) {
  for (const address of addresses) {
    await new Promise((done, failed) => {
      const element = document.createElement("script");
      Object.assign(element, { src: address, onload: done, onerror: failed });
      document.head.append(element);
    });
  }
}

/** Return the colours and the type of the page, as Vega calls them, for a chart of *width* pixels. */
function look(width) {
  const style = getComputedStyle(document.documentElement);
  const [ink, soft, line, fill] = ["--ink", "--soft", "--line", "--link"].map((name) => style.getPropertyValue(name));
  const font = getComputedStyle(document.body).fontFamily;
  const axis = { labelColor: ink, titleColor: soft, gridColor: line, domainColor: line, tickColor: line };
  const text = { labelFontSize: 13, titleFontSize: 13, titleFontWeight: "normal", labelLimit: width * 0.45 };
  return { background: null, font, axis: { ...axis, ...text }, bar: { color: fill }, text: { color: ink, fontSize: 13 }, view: { stroke: null } };
}

/** Draw the Vega-Lite *spec* into *place*. */
function draw(place, spec) {
  const plain = { actions: false, defaultStyle: false, tooltip: false };
  // Vega calls what it draws by its description; else the name that the page gave the place would go.
  const named = { ...spec, description: place.getAttribute("aria-label") };
  return window.vegaEmbed(place, named, { ...plain, ast: true, config: look(place.clientWidth), renderer: "svg" });
}

async function show(figure) {
  const { vega, lite, embed } = figure.dataset;
  await load([vega, lite, embed]);
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const place = figure.querySelector(".drawing");
  figure.hidden = false;
  await draw(place, spec);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(place, spec));
}

for (const figure of document.querySelectorAll(CHARTS)) {
  show(figure).catch((fault) => {
    figure.hidden = true;
    console.warn(`No chart: ${fault}`);
  });
}
