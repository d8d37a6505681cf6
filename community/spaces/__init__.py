"""Spaces: groups of people with a purpose, who is what in them, and the ways in.

model        Space, Member, Invitation, kinds, visibilities     words    what they are called
visibility   the condition by which a row of a space is seen, for every feature's queries
rules        who may create, join, leave, change, list people   regions  the subjects of the federation
queries      spaces and roles; queries_people, queries_invitations; queries_search: how spaces and people are found
changes      what is heard on `space:ID`
commands     spaces, coming, going, roles; commands_invitations
operations   spaces.*; operations_invitations
pages        /spaces, /s/…; pages_invitations  /s/…/invitations, /i/…; places  what pages of one space share
"""
