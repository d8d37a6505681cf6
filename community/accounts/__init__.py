"""Accounts: people, their sessions and tokens, passwords and profiles.

model       Author, Person, Me, positions and specialties, what a session or token shows
passwords   argon2id off the loop, two at a time; what is too easy to guess     throttle  guessing is slowed down
secrets     of sessions, tokens, links     agents  a browser's name in words
rules       who may come in, what a profile may hold
queries     people; queries_credentials, queries_entry, queries_session, queries_audit, queries_search
commands    all writes of people themselves; commands_search: the words they are found by
audit       the log of acts of power     changes  stale pages
operations  people.*, sessions.*, tokens.*     jobs  what has ended is forgotten
pages       profiles; pages_entry: sign-up, sign-in, reset, policy; pages_settings; entering: forms that sign in
"""
