"""Files as the bodies of answers: they are read as they are sent."""

from __future__ import annotations

from werkzeug.wsgi import FileWrapper


class FileBody(FileWrapper):
    """A whole file as an answer's body (``wsgi.file_wrapper``, PEP 3333)."""

    @property
    def path(self) -> str:
        """Where the file is."""
        return str(self.file.name)
