"""Pages that are one file: they open by a double click, and ask nobody for anything.

Read ``inlining`` first: it puts into a page whatever that loads. ``run_page`` makes the page of a
run, ``views`` hands it out; ``webapp/static_site/one_file.py`` writes it.
"""
