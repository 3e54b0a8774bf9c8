"""``/manifest.webmanifest``, ``/service-worker.js`` and ``/offline``, at the root of the site."""

from __future__ import annotations

import threading
from typing import cast

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, request

from webapp.http.i18n import ARGUMENT, LANGUAGES
from webapp.http.responses import cacheable_response
from webapp.installation.kept_files import render_offline, render_worker
from webapp.installation.manifest import MEDIA_TYPE, describe_app

blueprint = APIBlueprint("installation", __name__, enable_openapi=False)

PAGES, OFFLINE = (
    {language: f"{path}?{ARGUMENT}={language}" for language in LANGUAGES}
    for path in ("./", "offline")
)

_making = threading.Lock()


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the site to a browser that installs it."""
    response = cacheable_response(describe_app())
    response.mimetype = MEDIA_TYPE
    return response


@blueprint.get("/offline")
def offline() -> str:
    """Say that a page needs the network; browsers keep this beside the drawing page."""
    return render_offline()


@blueprint.get("/service-worker.js")
def worker() -> Response:
    """Serve the script that keeps the drawing page, and serves it while there is no network.

    Browsers ask for it with each page that they open: it is made once.
    """
    app = cast(APIFlask, current_app)
    with _making:
        made = app.extensions.get("service_worker")
        if made is None:
            made = render_worker(app, PAGES, OFFLINE)
            app.extensions["service_worker"] = made
    response = Response(made, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return cast(Response, response.make_conditional(request))
