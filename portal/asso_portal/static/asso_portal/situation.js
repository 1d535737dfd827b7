// Copy buttons: without this script they stay hidden, and the text is there to be selected.
for (const button of document.querySelectorAll("[data-asso-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = button.closest("section, details.asso-pay").querySelector("[role=status]");
    await navigator.clipboard.writeText(button.dataset.assoCopy);
    status.textContent = "";
    status.textContent = status.dataset.assoCopied;
  });
}
