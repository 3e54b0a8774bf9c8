// What a page has in itself that is one file: its scripts and the weights of its reader, put there by
// webapp/assets/inlining.py. Browsers load neither from beside a file.

const SCRIPT = "data:text/javascript;base64,";
const NAMED = /"([\w/]+\.js)"/g;

/** The weights, an ArrayBuffer; null where the page has none in itself. */
export function inlinedWeights() {
  const base64 = document.getElementById("weights")?.textContent;
  return base64 ? Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)).buffer : null;
}

/**
 * The address of a script that a worker can start with; null where the page has no scripts in itself.
 * A page finds what a script imports in its import map, of which workers know nothing: so each
 * script has in itself those that it imports.
 */
export function inlinedScript(name) {
  const map = document.querySelector("script[type=importmap]");
  return map && nest(JSON.parse(map.textContent).imports, name);
}

// Each byte of a text stays one character: names of scripts are plain ASCII.
function nest(scripts, name) {
  const text = atob(scripts[name].slice(SCRIPT.length));
  const whole = text.replace(NAMED, (quoted, other) => (
    other in scripts ? `"${nest(scripts, other)}"` : quoted
  ));
  return SCRIPT + btoa(whole);
}
