"""Installing the site as an app, and opening its drawing page without a network.

Read ``manifest`` first, then ``kept_files``, which lists what a browser keeps; ``views`` hands out
both. ``templates/service_worker.js`` does the keeping.
"""
