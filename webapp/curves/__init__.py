"""Curves of runs, drawn by the server: at once, without scripts, as files, in others' pages.

Read ``view`` first, which says what is asked for; then ``series``: the curves as lines; ``axes``
and ``chart``: where everything lies, in fractions of the plot; ``svg`` and ``preview`` draw that.
``drawing`` leads from the store through all of it. ``story`` tells in a sentence what is shown.
"""
