"""Help: plain words for each kind of person, in both languages.

model   Text, Task, Part, Picture; which pages there are
texts   the Markdown files of `help/`, read once into pages
pages   /help, /help/<slug>
"""
