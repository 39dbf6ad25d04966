"""OAuth 2.0 client credentials: an access token for a login (client id) and one of its API tokens (client secret)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bpmn.sentence import say
from engine.commands.tokens import ACCESS_TIME, GiveAccess, NewToken
from web import here, security
from web.access import PUBLIC, allow
from web.api.authentication import NotAuthenticated, by_token
from web.languages import words

blueprint = Blueprint("oauth", __name__, url_prefix="/oauth")
security.csrf.exempt(blueprint)


@blueprint.post("/token")
@allow(PUBLIC)
@security.limiter.limit("60 per minute")
def token() -> Response:
    """RFC 6749, 4.4. ``audience`` and ``scope`` are taken and change nothing: the rights are the account's."""
    asked = request.get_json(silent=True) if request.is_json else request.form
    fields = asked if isinstance(asked, dict) else {}
    if fields.get("grant_type") != "client_credentials":
        return _wrong(400, "unsupported_grant_type", words(say("Only client_credentials is served.")))
    basic = request.authorization
    named = basic.username if basic and basic.type == "basic" else fields.get("client_id")
    secret = basic.password if basic and basic.type == "basic" else fields.get("client_secret")
    if not isinstance(named, str) or not isinstance(secret, str):
        return _wrong(400, "invalid_request", words(say("A client_id and a client_secret are needed.")))
    try:
        shown, account = by_token(here.the_engine(), secret)
    except NotAuthenticated as wrong:
        return _wrong(401, "invalid_client", words(wrong.sentence))
    if account.person.login != named or shown.kind != "api":
        return _wrong(401, "invalid_client", words(say("The token does not belong to the login {login}.", login=named)))
    made: NewToken = here.the_engine().do(GiveAccess(shown.key), account.person)
    told = {"access_token": made.secret, "token_type": "Bearer", "scope": str(fields.get("scope") or "")}
    answer = jsonify(told | {"expires_in": int(ACCESS_TIME.total_seconds())})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wrong(status: int, error: str, description: str) -> Response:
    """RFC 6749, 5.2."""
    answer = jsonify(error=error, error_description=description)
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Alur"'
    return answer
