"""What evaluations print and draw, and what a release writes.

Read ``mnist_report`` first; ``drawing_report``, ``number_report`` and ``rejection_report`` measure
the whole way from a picture to an answer. ``contact_sheet`` and ``range_chart`` draw, ``release``
and ``film`` write what ships.
"""
