"""Requests to the platform: with a token for just what is asked, patient when it is busy, and silent about secrets."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import jwt
import requests
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util import Retry

from safegrade.desk.sync.key import key_id
from safegrade.desk.sync.settings import LearningPlatform, SyncError
from safegrade.intake.scan import printable

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_BROKEN = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
#: How long to wait before a second try, in seconds; twice as long before each further one.
PAUSE = 0.5
# In seconds: a platform that asks for more is asked again all the same, or another day.
_LONGEST = 120
_SECONDS = (10, 60)
_TRIES = 5
# A token that is about to end is not used any more.
_BEFORE_IT_ENDS = 30
_MOST_PAGES = 1000
_LONGEST_REMARK = 200
# Long, without a space, and with a figure in it: that may be a token, however it is written.
_TOKEN = re.compile(r"(?=[^\s\"':]*\d)[\w.~+/=%\\-]{25,}")


class RequestError(SyncError):
    """The platform has refused a request, or did not answer.

    Args:
        problem: a sentence.
        remedy: what to do about it.
        status: what it answered; None if it did not.
    """

    def __init__(self, problem: str, remedy: str, status: int | None = None) -> None:
        super().__init__(problem, remedy)
        self.status = status


class _Patient(Retry):
    """Waits as long as a platform asks for, within reason."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, _LONGEST)


def _session(*, at_a_time: int, repeat: bool) -> requests.Session:
    """A session that asks again; where nothing may be done twice, only if the platform has said it did nothing."""
    lost = None if repeat else 0
    statuses = (*_BUSY, *_BROKEN) if repeat else _BUSY
    retries = _Patient(
        _TRIES, read=lost, other=lost, redirect=0, status_forcelist=statuses, allowed_methods=None,
        raise_on_status=False, backoff_factor=PAUSE, backoff_jitter=PAUSE,
    )  # fmt: skip
    session = requests.Session()
    session.mount("https://", HTTPAdapter(pool_maxsize=at_a_time, max_retries=retries))
    session.mount("http://", HTTPAdapter(pool_maxsize=at_a_time, max_retries=retries))
    return session


@frozen
class _Token:
    """An access token, which no error and no log shows."""

    secret: str = field(repr=False)
    ends: float

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request. As its header alone, a line for the platform in ~/.netrc would take its place."""
        request.headers["Authorization"] = f"Bearer {self.secret}"
        return request


class Connection:
    """A platform that lets us in. Several threads may use it.

    Args:
        platform: where it is.
        key: our private key.
    """

    def __init__(self, platform: LearningPlatform, key: RSAPrivateKey) -> None:
        self._platform, self._key = platform, key
        self._tokens: dict[str, _Token] = {}
        self._one_at_a_time = threading.Lock()
        self._repeatable = _session(at_a_time=platform.at_a_time, repeat=True)
        self._once = _session(at_a_time=platform.at_a_time, repeat=False)

    def close(self) -> None:
        """Close what is open."""
        self._repeatable.close()
        self._once.close()

    def pages(self, address: str, scope: str, kind: str, query: Mapping[str, str] | None = None) -> Iterator[Any]:
        """Ask for all pages of a list.

        Args:
            address: of the first.
            scope: what for, as the token has to say.
            kind: the media type of what is asked for.
            query: what to add to the address.

        Raises:
            RequestError: the platform refuses, or does not answer.
        """
        seen: set[str] = set()
        while address and address not in seen and len(seen) < _MOST_PAGES:
            seen.add(address)
            found = self._ask("GET", address, scope, repeat=True, params=query, headers={"Accept": kind})
            yield _read(found)
            # The address of the next page has the query in it.
            address, query = found.links.get("next", {}).get("url", ""), None

    def send(self, address: str, scope: str, kind: str, data: str, *, repeat: bool) -> Any:
        """Post JSON.

        Args:
            address: where.
            scope: what for, as the token has to say.
            kind: the media type of the data.
            data: the JSON, as text.
            repeat: whether it does no harm if it arrives twice.

        Returns:
            What the platform answers; None if it says nothing.

        Raises:
            RequestError: the platform refuses, or does not answer.
        """
        found = self._ask("POST", address, scope, repeat=repeat, data=data.encode(), headers={"Content-Type": kind})
        return _read(found) if found.content.strip() else None

    def _ask(
        self, method: str, address: str, scope: str, *, repeat: bool, headers: Mapping[str, str], **more: Any
    ) -> requests.Response:
        token = self._token(scope)
        found = self._request(method, address, repeat=repeat, headers=headers, auth=token, **more)
        if found.status_code == HTTPStatus.UNAUTHORIZED:
            # It may have ended earlier than was said.
            with self._one_at_a_time:
                if self._tokens.get(scope) is token:
                    del self._tokens[scope]
            token = self._token(scope)
            found = self._request(method, address, repeat=repeat, headers=headers, auth=token, **more)
        if not HTTPStatus.OK <= found.status_code < HTTPStatus.MULTIPLE_CHOICES:
            what = "what was sent" if method == "POST" else "what was asked for"
            raise _refused(found, what, token.secret)
        return found

    def _request(self, method: str, address: str, *, repeat: bool, **more: Any) -> requests.Response:
        session = self._repeatable if repeat else self._once
        try:
            # Elsewhere a token has no business, and a mark that is sent on becomes a mere question.
            return session.request(method, address, timeout=_SECONDS, allow_redirects=False, **more)
        except requests.RequestException as error:
            raise RequestError(
                f"{_where(address)} does not answer ({type(error).__name__}).",
                "See that it can be reached, then run this again.",
            ) from None

    def _token(self, scope: str) -> _Token:
        with self._one_at_a_time:
            known = self._tokens.get(scope)
            if known is None or known.ends < time.monotonic() + _BEFORE_IT_ENDS:
                known = self._tokens[scope] = self._new_token(scope)
            return known

    def _new_token(self, scope: str) -> _Token:
        us, now = self._platform.client_id, int(time.time())
        audience = self._platform.audience or self._platform.token_url
        claims = {"iss": us, "sub": us, "aud": audience, "iat": now, "exp": now + 300, "jti": uuid4().hex}
        name = self._platform.key_id or key_id(self._key)
        assertion = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": name})
        data = {
            "grant_type": "client_credentials", "client_assertion_type": _ASSERTION, "client_assertion": assertion,
            "scope": scope,
        }  # fmt: skip
        found = self._request("POST", self._platform.token_url, repeat=False, data=data, auth=_nobody)
        if found.status_code != HTTPStatus.OK:
            raise _refused(found, f"a token for {scope.rpartition('/')[2]}", assertion, is_token=True)
        told = _read(found)
        try:
            return _Token(str(told["access_token"]), time.monotonic() + float(told.get("expires_in", 3600)))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise RequestError(
                f"{_where(found.url)} gave no token that can be read.",
                "See that c.LearningPlatform.token_url is right.",
            ) from None


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """What is asked for a token signs itself."""
    return request


def _where(address: str) -> str:
    """An address without its query, which may say too much."""
    return address.partition("?")[0]


def _read(found: requests.Response) -> Any:
    try:
        return found.json()
    except requests.JSONDecodeError:
        raise RequestError(
            f"{_where(found.url)} answered with something that is no JSON.", "See that the address is the right one."
        ) from None


_ALLOW = "Ask whoever runs the platform to allow this tool to do it."
_REMEDIES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "Ask whoever runs the platform what it does not take about that.",
    HTTPStatus.UNAUTHORIZED: _ALLOW,
    HTTPStatus.FORBIDDEN: _ALLOW,
    HTTPStatus.NOT_FOUND: "See that the address is the right one, and that it is still there.",
}
_REGISTERED = "See that client_id, key and audience are those that the platform has registered."
_OF_TOKENS = dict.fromkeys((HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED), _REGISTERED)


def _refused(found: requests.Response, what: str, secret: str, *, is_token: bool = False) -> RequestError:
    """What the platform said, without what must not be shown: it may repeat what it was sent."""
    remark = _TOKEN.sub("***", found.text.replace(secret, "***"))
    said = printable(" ".join(remark.split())[:_LONGEST_REMARK], _LONGEST_REMARK)
    name = f"{found.status_code} {found.reason or ''}".strip()
    remedies = _REMEDIES | (_OF_TOKENS if is_token else {})
    remedy = remedies.get(found.status_code, "Run this again later.")
    return RequestError(
        f"{_where(found.url)} refused {what}: {name}{f' ({said})' if said else ''}.", remedy, found.status_code
    )
