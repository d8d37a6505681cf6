"""The forum: sections of a space, topics, posts as a tree in reading order, what each person has read of them.

model        Section, Topic, Post and their bounds      ranges  arithmetic of `1-40,45`, pure
rules        who may start, reply, edit, remove, moderate
queries      sections and topics as a person sees them; queries_posts, queries_reads, queries_sections, queries_rows
             queries_search  how topics and sections are found
changes      what is heard on `topic:ID` and `section:ID`
commands     posts and read marks; commands_topics  topics and power over them; commands_sections
operations   forum.* for readers and writers; operations_sections, operations_moderation
pages        /s/…/f/…, /t/…, /p/…; pages_topic, pages_section, pages_moderation
rows         a post as a drawn row, kept in memory
"""
