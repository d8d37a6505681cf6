"""Home: the pages that show what all features keep, side by side, and the left column of every page.

model          Nav, Part, TopicLine, Ask
queries_parts  the SQL of sections, rooms and queues as one viewer sees them, with what is unread and who waits
queries_nav    the left column, in one statement
queries        what the pages read; queries_first  of somebody who may have only just come
rules          what a newcomer is shown first
pages          /, /forum, /consultations, /s/<slug>
"""
