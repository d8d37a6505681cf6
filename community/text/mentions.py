"""`@handle` in a text: a plain link to the person's page, and the list of who was named."""

import re

from markdown_it.rules_inline import StateInline

# As many people as one text may call; further ones stay plain text, so that what is marked is what is told.
MOST = 50

# Not part of an address or a word, and not followed by what would make it one: @mail.ru, @anna_k, @annaя.
_HANDLE = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9]))(?![\w@]|-+\w|\.[A-Za-z])")
_JOINED_BEFORE = re.compile(r"[\w@/]")


def rule(state: StateInline, silent: bool) -> bool:
    """Inline rule: the handle at this place becomes a link and joins `env["mentions"]` in lower case."""
    start = state.pos
    if state.src[start] != "@" or state.linkLevel or silent:
        return False
    if start and _JOINED_BEFORE.match(state.src[start - 1]):
        return False
    found = _HANDLE.match(state.src, start, state.posMax)
    if not found:
        return False
    handle, named = found[1].lower(), state.env["mentions"]
    if handle not in named:
        if len(named) == MOST:
            return False
        named[handle] = None
    state.push("link_open", "a", 1).attrs = {"class": "mention", "href": f"/people/{handle}"}
    state.push("text", "", 0).content = found[0]
    state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
