"""Text as people write it, made into safe HTML and plain words; pure functions, no database and no requests.

drafts     what a person typed, ready to be stored: source, HTML, mentions, excerpt (start here)
markdown   the two dialects, chat and forum, and what of Markdown they leave out
links      which addresses may become links; `[words](address)` and bare addresses
mentions   `@handle`
bounds     text that would take long to read as Markdown
plain      text without markup: paragraphs, excerpts, whether anything is visible
sanitise   the list of allowed tags behind it all, and HTML back to words
names      transliteration, slugs, sorting keys
stems      the words of a text as they are looked for
"""
