"""Signing in and out, and the checks that guard what only the owner may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext
from limits import RateLimitItemPerMinute

from nnet.store.runs import StoreError
from nnet.store.sign_ins import LASTING, end_sign_in, is_signed_in, record_sign_in
from webapp.http.client_address import counted_address
from webapp.http.problems import Problem
from webapp.http.rate_limits import Tries
from webapp.http.site_address import is_secure, public_origin
from webapp.services import owner, run_store

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
WRONG_TOKENS = RateLimitItemPerMinute(5)
"""How many wrong tokens one address may try."""

blueprint = Blueprint("signing_in", __name__)


class _Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, which is sent over TLS alone where it was set over TLS."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session in a request's cookie; without one, nothing is made ready to sign."""
        if self.get_cookie_name(app) not in request.cookies:
            return SecureCookieSession()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        return is_secure()

    def get_cookie_path(self, app: Flask) -> str:
        return request.root_path or "/"


def register(app: Flask) -> None:
    """Let owners sign in to ``app``, and refuse what other sites' pages make a browser send."""
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="inknet_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LASTING,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.extensions["inknet_wrong_tokens"] = Tries(WRONG_TOKENS, app.config["REDIS_URL"])
    app.before_request(_refuse_cross_site)
    app.before_request(_require_owner_unless_public)
    app.context_processor(lambda: {"is_owner": is_owner})
    app.register_blueprint(blueprint)


def public(view: View) -> View:
    """Let everybody use a view that changes something; without this only the owner may."""
    view.is_public = True  # type: ignore[attr-defined]  # kept by decorators that wrap properly
    return view


def require_owner() -> None:
    """Raise the problem of a request that is not the owner's (401, or 429 after many tries)."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        if is_right_token(token.strip()):
            return
    elif has_signed_in():
        return
    address = url_for("signing_in.sign_in")
    detail = (
        gettext(
            "This is for the owner of this server. Sign in at %(address)s, or send the header "
            "Authorization: Bearer with the owner's token.",
            address=address,
        )
        if owner().exists
        else gettext(
            "This is for the owner of this server. There is none yet: set OWNER_TOKEN and start "
            "the server again."
        )
    )
    raise Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": "Bearer"})


def has_signed_in() -> bool:
    """Return whether this request comes from a browser in which the owner is signed in.

    Raises ``StoreError`` where the store, which knows of it, cannot be used.
    """
    if "has_signed_in" not in g:
        g.has_signed_in = _carries_owners_cookie() and is_signed_in(run_store(), session["id"])
    return bool(g.has_signed_in)


def is_owner() -> bool:
    """Return whether a page shows what the owner alone can do: not while the store is gone."""
    try:
        return has_signed_in()
    except StoreError:
        return False


def _carries_owners_cookie() -> bool:
    """Return whether the owner has once signed in with this request's cookie."""
    return owner().exists and session.get("owner") == owner().fingerprint and "id" in session


def is_right_token(token: str) -> bool:
    """Return whether a text is the owner's token; raises 429 for an address that guesses."""
    tries: Tries = current_app.extensions["inknet_wrong_tokens"]
    address = counted_address(request.remote_addr)
    if not tries.allows(address):
        raise Problem(
            429,
            "rate_limited",
            gettext("Too many wrong tokens came from this address. Wait a minute and try again."),
            headers={"Retry-After": "60"},
        )
    if owner().matches(token):
        return True
    tries.count(address)
    return False


@blueprint.get("/sign-in")
def sign_in() -> Response | tuple[str, int] | str:
    """Sign in by a link's token, or ask for the owner's."""
    # Programs that look a link over before somebody opens it ask for its head.
    if "token" not in request.args or request.method == "HEAD":
        return _form()
    if not owner().links.redeem(request.args["token"]):
        return _form("link"), 401
    return _signed_in()


@blueprint.post("/sign-in")
@public
def sign_in_by_token() -> Response | tuple[str, int]:
    """Sign in by the owner's token."""
    if not is_right_token(request.form.get("token", "").strip()):
        return _form("token"), 401
    return _signed_in()


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """Sign this browser out: the cookie is nobody's from now on, wherever a copy of it may be."""
    if _carries_owners_cookie():
        end_sign_in(run_store(), session["id"])
    session.clear()
    return redirect(url_for("pages.draw"), 303)  # type: ignore[return-value]


def _form(problem: str | None = None) -> str:
    """Return the page that asks for the token, and says what was wrong before."""
    return render_template("sign_in.html", has_owner=owner().exists, problem=problem)


def _signed_in() -> Response:
    # Nothing of what the browser held before is kept.
    session.clear()
    session.permanent = True
    session["owner"] = owner().fingerprint
    session["id"] = record_sign_in(run_store())
    return redirect(url_for("pages.dashboard"), 303)  # type: ignore[return-value]


def _refuse_cross_site() -> None:
    """Refuse unsafe requests that another site's page made a browser send.

    Browsers say where a request comes from; programs say nothing of it and are no browser's tools.
    """
    if request.method in SAFE_METHODS:
        return
    if _is_foreign(request.headers.get("Origin")) or request.headers.get("Sec-Fetch-Site") in (
        "cross-site",
        "same-site",
    ):
        raise Problem(
            403,
            "cross_site",
            gettext(
                "This request came from a page of another site. Use this server's own pages, or a "
                "program that sends no Origin header."
            ),
        )


def _is_foreign(origin: str | None) -> bool:
    """Return whether an Origin header, if there is one, names another site than was asked for.

    A page that came over TLS is not foreign to a request that did not: a proxy that ends TLS may
    not say so. The other way round it is, since anybody on the way can have written such a page.
    """
    secure = f"https://{request.host}"
    asked = {secure} if request.is_secure else {secure, f"http://{request.host}"}
    return origin is not None and origin not in {*asked, public_origin()}


def _require_owner_unless_public() -> None:
    """Refuse to change anything for somebody else than the owner, unless the view is public.

    That nobody thought about a new view is so a fault that shows at once, and no open door.
    """
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if not getattr(current_app.view_functions[request.endpoint], "is_public", False):
        require_owner()
