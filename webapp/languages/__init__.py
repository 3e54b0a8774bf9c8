"""What the site says in other languages than English, in which it is written.

``catalogues`` holds the translations of all texts that are marked with gettext;
``borrowed_texts`` says what comes from below the web application, which knows no language but
English. Which language a request gets is decided in ``webapp/http/i18n.py``.
"""
