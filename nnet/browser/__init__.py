"""What a browser needs to read digits by itself.

Read ``reader_file`` first: which networks go into it, and what is told of them; ``weights_file`` is
the format. ``static/js/reader/`` reads it.
"""
