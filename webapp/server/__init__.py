"""The server around the application: its ``address``, the ``gateway`` that receives requests whole,
how memory is given back (``malloc``), and a folder that goes with it (``temporary_folder``).
``webapp/__main__.py`` starts it.
"""
