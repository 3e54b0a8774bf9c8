"""Data that the project draws itself: to learn from, and to measure on.

Read ``synthetic_digits`` first, then ``composed_numbers`` and the ``labelled_spans`` cut out of
them, ``negatives`` (what is no digit) and ``synthetic_photos``. ``writer_split`` says whose strokes
may be learned from.
"""
