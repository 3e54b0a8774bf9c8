// The folded parts of a run's page: where there is room they are open from the start.

const WIDE = "(min-width: 900px)";

export function openWhereWide() {
  if (!matchMedia(WIDE).matches) return;
  for (const fold of document.querySelectorAll(".fold[data-wide]")) fold.open = true;
}
