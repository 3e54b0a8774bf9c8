"""The pages in the other browser engines: Firefox's Gecko, and the WebKit of Safari.

Chromium has ``tests/browser``. Read here: ``engine`` (what every engine can do), ``firefox`` (by
``marionette``) and ``webkit`` (how), ``visitor`` (what a person does with it), ``test_walk``.
"""
