"""Signs the fuzzing client in, so that it reaches more than 401.

Most requests get a session, its CSRF value, an access token and the id of a token that is there; each
eighth goes out as generated, so that the refusals are fuzzed too.
"""

import itertools
import json
import threading
import urllib.request

import schemathesis

USER, PASSWORD = "ada", "lovelace-1843"
ACCEPTABLE = {
    "scopes": ["Device"],
    "api_set": "marketplace",
    "allowed_apis": [],
    "blocked_apis": ["DELETE /**", "listSites"],
    "allowed_ips": ["192.0.2.0/24", "2001:db8::7"],
    "blocked_ips": [],
    "expires_at": "2999-12-31T23:59:59Z",
}
COUNTER = itertools.count()
LOCK = threading.Lock()
SHARED = {}


def call(base, method, path, body=None, headers=None):
    """Sends one request of our own; answers headers and body."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
        return answer.headers, json.loads(text) if text else None


def sign_in(base):
    headers, body = call(base, "POST", "/api/v1/session", {"user_name": USER, "password": PASSWORD})
    return {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": body["csrf_token"]}


def create_token(base, session):
    name = f"fuzz {next(COUNTER)} {threading.get_ident()}"
    body = {"name": name, "scopes": ["Collection", "Device", "Policy", "Site"]}
    return call(base, "POST", "/api/v1/tokens", body, session)[1]


def shared(base):
    """One session and one secret for the whole run, and a token to be changed."""
    with LOCK:
        if not SHARED:
            session = sign_in(base)
            SHARED.update(session=session, secret=create_token(base, session)["secret"])
        if "target" not in SHARED:
            SHARED["target"] = create_token(base, SHARED["session"])["token"]["id"]
        return dict(SHARED)


def make_acceptable(case, number):
    """Puts right what chance would never hit: credentials, scopes, rules and dates. Not always."""
    if number % 2 or not isinstance(case.body, dict):
        return
    if case.path == "/api/v1/session":
        case.body = {"user_name": USER, "password": PASSWORD}
    elif case.path == "/api/v1/session/step-up":
        case.body = {"password": PASSWORD}
    elif case.path == "/apiops/auth/token":
        case.body = {"grant_type": "client_credentials", "client_id": USER, "client_secret": PASSWORD}
    elif case.path in ("/api/v1/tokens", "/api/v1/tokens/{id}"):
        case.body.update({key: value for key, value in ACCEPTABLE.items() if key in case.body})


@schemathesis.hook
def before_call(context, case, **kwargs):
    number = next(COUNTER)
    if number % 8 == 7:
        return
    make_acceptable(case, number)
    base = case.operation.base_url.rstrip("/")
    have = shared(base)
    if case.headers is None:
        case.headers = {}
    if case.path.startswith("/v1/"):
        case.headers["Authorization"] = f"Bearer {have['secret']}"
        return
    if case.path == "/api/v1/session":
        # Signing out, or in again, ends the session that it is sent with: each gets one of its own.
        if case.method.upper() == "DELETE":
            case.headers.update(sign_in(base))
        return
    case.headers.update(have["session"])
    if case.path.startswith("/api/v1/tokens/{id}") and number % 4 != 3 and case.path_parameters:
        case.path_parameters["id"] = have["target"]
        if "If-Match" in case.headers and number % 4 != 2:
            case.headers["If-Match"] = "*"
        if case.method.upper() == "DELETE":
            with LOCK:
                SHARED.pop("target", None)
