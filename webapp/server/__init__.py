"""The server around the application: its ``address``, the ``gateway`` that receives requests whole,
and how memory is given back (``malloc``). ``webapp/__main__.py`` starts it.
"""
