"""Secrets of sessions, tokens and links: 256 random bits, of which the database keeps a digest."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits as text for a cookie, a bearer token or a link."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> bytes:
    """What the database keeps of a secret. It has full entropy, so a plain digest is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
