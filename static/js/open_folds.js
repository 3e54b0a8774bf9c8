// Opens the folded parts of a run's page where there is room. A classic script before them, for which
// the page waits: opened after they were painted, they would push away what is below.

(() => {
  const WIDE = "(min-width: 900px)";
  if (!matchMedia(WIDE).matches) return;
  const opener = new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node.matches?.(".fold[data-wide]")) node.open = true;
    }
  });
  opener.observe(document.currentScript.parentElement, { childList: true });
  addEventListener("DOMContentLoaded", () => opener.disconnect());
})();
