"""The key by which a platform knows us: made here, kept by us alone, and never shown."""

import json
import os
import stat
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from safegrade.desk.sync.settings import SyncError

_BITS = 2048
_MAKE = "To make one: tarasoff platform-key {}"


def read_key(file: Path) -> RSAPrivateKey:
    """Read a private key that nobody else can read.

    Raises:
        SyncError: there is none, others can read it, or it is no such key.
    """
    try:
        with file.open("rb") as opened:
            if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise SyncError(
                    f"Others than you can read or change the key in {file}.",
                    f"Run: chmod 600 {file}. If somebody may have read it, make a new one and register that.",
                )
            data = opened.read()
    except OSError as error:
        raise SyncError(f"The key in {file} cannot be read: {error.strerror}.", _MAKE.format(file)) from error
    try:
        key = serialization.load_pem_private_key(data, None)
    except (TypeError, ValueError):
        # Without what was read, or said about it.
        raise SyncError(f"{file} holds no private key without a passphrase.", _MAKE.format("ANOTHER-FILE")) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _BITS:
        raise SyncError(f"{file} holds no RSA key of {_BITS} bits or more.", _MAKE.format("ANOTHER-FILE"))
    return key


def make_key(file: Path) -> RSAPrivateKey:
    """Make a new private key in a file that only its owner can read.

    Raises:
        FileExistsError: there is such a file; it is left as it is.
        OSError: it cannot be written.
    """
    key = generate_private_key(public_exponent=65537, key_size=_BITS)
    plain = serialization.NoEncryption()
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(data)
    return key


def public_pem(key: RSAPrivateKey) -> str:
    """The public half as Moodle takes it."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()


def public_jwk(key: RSAPrivateKey) -> dict[str, str]:
    """The public half as Canvas and Blackboard take it, with a name that follows from it."""
    found = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"kty": found["kty"], "n": found["n"], "e": found["e"], "alg": "RS256", "use": "sig", "kid": key_id(key)}


def key_id(key: RSAPrivateKey) -> str:
    """The name of a key: its thumbprint, as RFC 7638 makes it."""
    found = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    needed = json.dumps({name: found[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    return sha256(needed.encode()).hexdigest()[:16]
