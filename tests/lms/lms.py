"""A small learning platform for tests, stricter than most: LTI 1.3 with columns, scores, results, members and login.

It is the platform's side of https://www.imsglobal.org/spec/lti-ags/v2p0 and /lti-nrps/v2p0. As Moodle, it refuses a
score that is not later, by whole seconds, than what it has (409), and gives no final mark for one that is not final.
"""

import json
import re
import threading
import time
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT = "course-tool"
_GRADES = "https://purl.imsglobal.org/spec/lti-ags/scope"
_MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_LIS = "application/vnd.ims.lis"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)")


class RefusedError(Exception):
    """What the platform does not take: a status, and words."""

    def __init__(self, status, words, **headers):
        super().__init__(words)
        self.status, self.words, self.headers = status, words, headers


class Lms:
    """The platform and all it knows. A test sets what it is to do, and reads what it was told.

    Attributes: ``people`` (member records), ``items`` (columns by number), ``scores`` (what it took, in order),
    ``standing`` (what stands, by column and user), ``posts`` (how often a score came for each user, whatever became of
    it), ``trouble`` (user to statuses that it answers first, one a request; ``None`` hangs up after it took the score),
    ``before_each`` (called before each score), ``refuse_everything`` (a status, while it is set), ``words`` (what it
    says of trouble).
    """

    def __init__(self, public_key="", page=100, life=3600):
        self.page, self.life = page, life
        self.keys = {}
        if public_key:
            self.register(public_key)
        self.people, self.scores, self.posts, self.trouble, self.standing = [], [], {}, {}, {}
        self.items, self.tokens, self.used, self.asked = {}, {}, set(), []
        self.before_each, self.refuse_everything, self.words = lambda _: None, None, ""
        self.own = generate_private_key(public_exponent=65537, key_size=2048)
        self.signs_with = self.own
        self.lock = threading.RLock()
        self.url = ""

    def register(self, jwk):
        """Take the public half of a tool's key."""
        self.keys[jwk["kid"]] = RSAAlgorithm.from_jwk(json.dumps(jwk))

    def add(self, user, role="Learner", **told):
        self.people.append({"user_id": user, "roles": [f"{_ROLE}#{role}"], "status": "Active", **told})

    def add_item(self, label, points=10, **told):
        number = len(self.items) + 1
        # As in Moodle, what comes behind a question mark belongs to the address.
        item = {"id": f"{self.url}/items/{number}/lineitem?type_id=3", "label": label, "scoreMaximum": points, **told}
        self.items[number] = item
        return item

    def settings(self, key_file, **more):
        """What a course writes into nbgrader_config.py."""
        given = {
            "client_id": CLIENT, "token_url": f"{self.url}/token", "line_items_url": f"{self.url}/items",
            "members_url": f"{self.url}/members", "key_file": str(key_file), **more,
        }  # fmt: skip
        return "".join(f"c.LearningPlatform.{name} = {value!r}\n" for name, value in given.items())

    # What is asked

    def token(self, form):
        if form.get("grant_type") != "client_credentials":
            raise RefusedError(400, "unsupported_grant_type")
        if form.get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise RefusedError(400, "invalid_request: client_assertion_type")
        assertion = form.get("client_assertion", "")
        try:
            key = self.keys[jwt.get_unverified_header(assertion)["kid"]]
            claims = jwt.decode(
                assertion, key, algorithms=["RS256"], audience=f"{self.url}/token", issuer=CLIENT,
                options={"require": ["exp", "iat", "jti", "sub", "aud", "iss"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError) as error:
            # A platform may well repeat what it was sent.
            raise RefusedError(401, f"invalid_client: {error!r} in {assertion}") from None
        with self.lock:
            if claims["jti"] in self.used or claims["sub"] != CLIENT or claims["exp"] > time.time() + 3600:
                raise RefusedError(401, f"invalid_client: jti, sub or exp in {assertion}")
            self.used.add(claims["jti"])
            token = f"secret-{len(self.tokens)}-{claims['jti']}"
            self.tokens[token] = (set(form["scope"].split()), time.time() + self.life)
        return {"access_token": token, "token_type": "Bearer", "expires_in": self.life, "scope": form["scope"]}

    def check(self, headers, *scopes):
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        allowed, ends = self.tokens.get(token, (set(), 0))
        if ends < time.time():
            raise RefusedError(401, f"token {token} has ended")
        if not allowed & set(scopes):
            raise RefusedError(403, "this scope was not granted")

    def make_item(self, data):
        told = json.loads(data)
        if not (isinstance(told.get("scoreMaximum"), int | float) and told.get("label")):
            raise RefusedError(400, "a column needs a label and scoreMaximum")
        with self.lock:
            return self.add_item(told["label"], told["scoreMaximum"], resourceId=told.get("resourceId", ""))

    def take(self, number, data):
        score = json.loads(data)
        user = score.get("userId")
        self.before_each(user)
        with self.lock:
            self.posts[user] = self.posts.get(user, 0) + 1
            trouble = self.trouble[user].pop(0) if self.trouble.get(user) else 0
            if trouble:
                again = {"Retry-After": "0"} if trouble == 429 else {}
                raise RefusedError(trouble, self.words or f"trouble with {user}", **again)
            self._check_score(score, user)
            stands = self.standing.get((number, user))
            when = datetime.fromisoformat(score["timestamp"]).replace(microsecond=0)
            if stands and when <= stands["when"]:
                raise RefusedError(409, "Refusing score with an earlier timestamp")
            final = score["gradingProgress"] == "FullyGraded"
            points = score.get("scoreGiven") if final else None
            self.standing[number, user] = {"when": when, "points": points, "most": score.get("scoreMaximum", 1)}
            self.scores.append(score)
        if trouble is None:
            raise ConnectionAbortedError

    def _check_score(self, score, user):
        if user not in {one["user_id"] for one in self.people}:
            raise RefusedError(400, f"{user} cannot be graded in this course")
        if not _TIME.fullmatch(score.get("timestamp", "")):
            raise RefusedError(400, "timestamp")
        if score.get("activityProgress") not in {"Submitted", "Completed"}:
            raise RefusedError(400, "activityProgress")
        if score.get("gradingProgress") not in {"FullyGraded", "PendingManual"}:
            raise RefusedError(400, "gradingProgress")
        if "scoreGiven" in score and not (score["scoreGiven"] >= 0 and score.get("scoreMaximum", 0) > 0):
            raise RefusedError(400, "scoreGiven")

    def results(self, number, user):
        item = self.items[number]
        return [
            {"userId": who, "resultScore": one["points"] * item["scoreMaximum"] / one["most"],
             "resultMaximum": item["scoreMaximum"]}
            for (of, who), one in self.standing.items()
            if of == number and one["points"] is not None and user in {"", who}
        ]  # fmt: skip

    def login(self, query):
        """What a browser takes to the tool, with which somebody is logged in: a form, as the platform's page has it."""
        user = query["login_hint"]
        (person,) = (one for one in self.people if one["user_id"] == user)
        now = int(time.time())
        told = {
            "iss": self.url, "aud": CLIENT, "sub": user, "exp": now + 300, "iat": now, "nonce": query["nonce"],
            "name": person.get("name", user), "email": person.get("email", ""),
            f"{_CLAIM}/version": "1.3.0", f"{_CLAIM}/message_type": "LtiResourceLinkRequest",
            f"{_CLAIM}/deployment_id": "1", f"{_CLAIM}/target_link_uri": query["lti_message_hint"],
            f"{_CLAIM}/resource_link": {"id": "link-1"}, f"{_CLAIM}/roles": person["roles"],
            f"{_CLAIM}/context": {"id": "course-1", "label": "ETH101", "title": "Ethics"},
            # What the registration of the tool asks for, such as $User.username.
            f"{_CLAIM}/custom": {"login": person.get("lis_person_sourcedid", user)},
        }  # fmt: skip
        token = jwt.encode(told, self.signs_with, "RS256", headers={"kid": "lms-1"})
        return {"redirect_uri": query["redirect_uri"], "state": query["state"], "id_token": token}

    def jwks(self):
        return {"keys": [{**RSAAlgorithm.to_jwk(self.own.public_key(), as_dict=True), "kid": "lms-1", "alg": "RS256"}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out together: else each answer would wait for the other side's acknowledgement.
    wbufsize = -1

    @property
    def lms(self):
        return self.server.lms

    def log_message(self, *_):
        """Tests say themselves what went wrong."""

    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _answer(self, data):
        self.lms.asked.append((self.command, self.path))
        links = {}
        try:
            status, kind, told, links = self._route(data)
        except RefusedError as refusal:
            status, kind, told, links = refusal.status, "application/json", {"error": refusal.words}, refusal.headers
        except ConnectionAbortedError:
            self.close_connection = True
            return
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **links}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _route(self, data):
        """Status, media type, content and further headers of an answer."""
        if self.lms.refuse_everything:
            raise RefusedError(self.lms.refuse_everything, "not now")
        parts = urlsplit(self.path)
        query = {name: several[0] for name, several in parse_qs(parts.query).items()}
        if found := re.fullmatch(r"/items/(\d+)/lineitem/(scores|results)", parts.path):
            return self._column(int(found[1]), found[2], query, data)
        if parts.path == "/items":
            return self._columns(query, data)
        if parts.path == "/members":
            self.lms.check(self.headers, _MEMBERS)
            some, links = self._page(self.lms.people, query)
            kind = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
            return 200, kind, {"id": self.lms.url, "context": {"id": "course-1"}, "members": some}, links
        if parts.path == "/token" and data is not None:
            told = self.lms.token({name: several[0] for name, several in parse_qs(data).items()})
        elif parts.path in {"/jwks", "/auth"}:
            told = self.lms.jwks() if parts.path == "/jwks" else self.lms.login(query)
        else:
            raise RefusedError(404, "there is nothing here")
        return 200, "application/json", told, {}

    def _column(self, number, what, query, data):
        if number not in self.lms.items or query.get("type_id") != "3":
            raise RefusedError(404, "there is no such column")
        if what == "scores" and data is not None:
            self.lms.check(self.headers, f"{_GRADES}/score")
            self._kind("Content-Type", f"{_LIS}.v1.score+json")
            return 200, "application/json", self.lms.take(number, data), {}
        self.lms.check(self.headers, f"{_GRADES}/result.readonly")
        return 200, f"{_LIS}.v2.resultcontainer+json", self.lms.results(number, query.get("user_id", "")), {}

    def _columns(self, query, data):
        if data is not None:
            self.lms.check(self.headers, f"{_GRADES}/lineitem")
            self._kind("Content-Type", f"{_LIS}.v2.lineitem+json")
            return 201, f"{_LIS}.v2.lineitem+json", self.lms.make_item(data), {}
        self.lms.check(self.headers, f"{_GRADES}/lineitem", f"{_GRADES}/lineitem.readonly")
        self._kind("Accept", f"{_LIS}.v2.lineitemcontainer+json")
        some, links = self._page(list(self.lms.items.values()), query)
        return 200, f"{_LIS}.v2.lineitemcontainer+json", some, links

    def _kind(self, header, kind):
        if not self.headers.get(header, "").startswith(kind):
            raise RefusedError(415, f"{header} must be {kind}")

    def _page(self, everything, query):
        begin, size = int(query.get("from", 0)), min(self.lms.page, int(query.get("limit", self.lms.page)))
        path = urlsplit(self.path).path
        following = f"{self.lms.url}{path}?{urlencode({**query, 'from': begin + size})}"
        links = {"Link": f'<{following}>; rel="next"'} if begin + size < len(everything) else {}
        return everything[begin : begin + size], links


@contextmanager
def serve(lms, port=0):
    """Answer on a port of this machine for a while."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.lms, server.daemon_threads = lms, True
    lms.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
