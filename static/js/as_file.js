// Says so where the drawing page was opened as a file: browsers load no modules from beside one.

if (location.protocol === "file:") document.getElementById("as-file").hidden = false;
