// Says so where the browser is older than these pages need, instead of leaving them dead: a plain
// script of words that such a browser knows. docs/architecture.md names the versions.

(function () {
  var tellsWidths = window.matchMedia && matchMedia("(width > 0px)").matches;
  var findsLast = typeof Array.prototype.findLast === "function";
  var hasDialogs = typeof window.HTMLDialogElement === "function";
  var measuresScreens = window.CSS && CSS.supports && CSS.supports("height", "1svh");
  if (tellsWidths && findsLast && hasDialogs && measuresScreens) return;
  document.getElementById("old-browser").hidden = false;
})();
