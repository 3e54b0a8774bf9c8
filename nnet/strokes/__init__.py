"""What a pen draws: lines as data, and the picture of them.

Read ``types`` first, then ``pen`` (constant width) and ``drawing`` (pressure, eraser, growth): both
draw as the page does. ``validation`` checks strokes that come from outside, ``files`` reads and
writes them, ``generator`` makes digits as many hands write them. ``direction_maps`` is what their
reader sees of them.

Stroke files are made of public originals by ``conversion``. Each format has its reader, on
``original``: ``pen_digits`` (UCI), ``unipen`` with ``unipen_segments``, ``uji_pen_characters``,
``quick_draw`` and ``omniglot``.
"""
