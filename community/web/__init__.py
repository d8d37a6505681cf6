"""The HTTP side of the house, knowing no feature.

session    who is asking: cookie or bearer, address behind proxies
security   headers of every answer, origin check of every writing request
choices    language, theme and cookies of a request, read in one way by all
cache      visitors' pages in memory, keyed by address, language and theme, guarded by stamps
problems   a Problem as a page or as problem+json
page       context of a request, rendered pages, form posts that call operations
forms      reading forms, keeping what was typed
paging     opaque cursors     ratelimit  pace limits     respond  JSON answers
api        HTTP door, OpenAPI, its page     i18n, templates  words and drawing
"""
