// Arrow keys move from mark to mark in a matrix, and one stop of the Tab key stands for all of them.
// Without this script every mark is a stop of its own, and all else is the same.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Return the link in the next cell from `cell` in the direction of `step` that has one. */
function next(cell, [down, right]) {
  const rows = cell.closest("table").tBodies[0].rows;
  const turned = getComputedStyle(cell).direction === "rtl" ? -right : right;
  let row = cell.parentElement.sectionRowIndex + down;
  let column = cell.cellIndex + turned;
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link) return link;
    row += down;
    column += turned;
  }
  return null;
}

for (const body of document.querySelectorAll(".matrix tbody")) {
  const links = body.querySelectorAll("a");
  for (const link of links) link.tabIndex = -1;
  if (links.length) links[0].tabIndex = 0;
  const said = document.getElementById("arrows");
  said.hidden = false;
  body.closest(".matrix").setAttribute("aria-describedby", said.id);

  body.addEventListener("focusin", ({ target }) => {
    const before = body.querySelector('a[tabindex="0"]');
    if (before && before !== target) before.tabIndex = -1;
    target.tabIndex = 0;
  });

  body.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest("td, th");
    if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = next(cell, step);
    if (!link) return;
    event.preventDefault();
    link.focus();
  });
}
