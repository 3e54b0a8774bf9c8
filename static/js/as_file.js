// Where the drawing page was opened as a file: browsers load no modules from beside one, so the page
// that has all of them in itself takes over. webapp/static_site/as_files.py writes it.

if (location.protocol === "file:") location.replace(`as_file.html${location.hash}`);
