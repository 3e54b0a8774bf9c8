"""A run as one file: it opens by a double click, and asks nobody for anything.

``run_page`` makes the page, with ``webapp/assets/inlining.py``; ``views`` hands it out, and
``webapp/static_site/one_file.py`` writes it.
"""
