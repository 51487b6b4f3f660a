// Copy the text that stands before a button, and say so beside it; without script the button is not there.

for (const button of document.querySelectorAll("button[data-copied]")) {
  const text = button.closest("dd, figure").querySelector(".citation");
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    // Emptied first, so that a second copy is announced as well.
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      said.textContent = button.dataset.copied;
    } catch {
      // No right to the clipboard, as on a page that is not served securely: the text is marked for the reader.
      getSelection().selectAllChildren(text);
      said.textContent = button.dataset.failed;
    }
  });
}
