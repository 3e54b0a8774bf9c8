// Copies text, or selects it where a page is not allowed to write into the clipboard.

/** Resolves to whether it was copied; else the element's text is selected for the reader. */
export async function copyText(element) {
  const isField = "value" in element;
  try {
    await navigator.clipboard.writeText(isField ? element.value : element.textContent);
    return true;
  } catch {
    if (isField) element.select();
    else getSelection().selectAllChildren(element);
    // Without TLS there is no other way, and every browser still has this one.
    return document.execCommand("copy");
  }
}
