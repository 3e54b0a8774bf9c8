"""What a pen draws: lines as data, and the picture of them.

Read ``types`` first, then ``pen`` (constant width) and ``drawing`` (pressure, eraser, growth): both
draw as the page does. ``validation`` checks strokes that come from outside, ``files`` reads and
writes them, ``generator`` makes digits as many hands write them.
"""
