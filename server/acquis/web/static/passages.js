// Fill in the form with the words that a reader marks on the page; without script they are typed or chosen.

const box = document.querySelector("#quote");
const hint = document.querySelector("[data-marking]");
if (box && hint) {
  hint.hidden = false;
  document.addEventListener("selectionchange", () => {
    const marked = getSelection();
    const start = marked.anchorNode?.parentElement?.closest(".held");
    const end = marked.focusNode?.parentElement?.closest(".held");
    const text = marked.toString().trim();
    if (start && end && text && text.length <= box.maxLength) {
      box.value = text;
    }
  });
}
