/* Turns <div data-acquis="norm/c"></div> into a frame with that card of Acquis, as high as the card is.
   Optional: data-release pins a release, data-lang chooses a language, data-title names the frame.
   The frame is sandboxed: it has no origin, cannot read this page, and only tells its height. */
(() => {
  const root = new URL(".", document.currentScript.src);
  const known = /^(norm\/[a-z]|state\/[A-Za-z]{3}|matrix\/(topics|norms)(\?[\w=&%+.-]*)?)$/;
  const frames = new Set();

  const show = (box) => {
    const name = box.dataset.acquis;
    if (!known.test(name)) return;
    const address = new URL(name, root);
    for (const key of ["release", "lang"]) {
      if (box.dataset[key]) address.searchParams.set(key, box.dataset[key]);
    }
    const frame = document.createElement("iframe");
    frame.title = box.dataset.title || `Acquis: ${name}`;
    frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
    frame.loading = "lazy";
    frame.height = "320";
    frame.style.width = "100%";
    frame.style.border = "0";
    frame.src = address.href;
    frames.add(frame);
    box.replaceChildren(frame);
  };

  addEventListener("message", (event) => {
    /* What a sandboxed frame sends comes from no origin; anything else is not from us. */
    if (event.origin !== "null" || event.data?.acquis !== "height") return;
    const height = Math.ceil(Number(event.data.height));
    if (!(height > 0 && height < 100000)) return;
    for (const frame of frames) {
      if (frame.contentWindow === event.source) frame.height = String(height);
    }
  });

  const start = () => document.querySelectorAll("div[data-acquis]").forEach(show);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
