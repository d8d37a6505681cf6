"""What administrators do: people blocked and let back, spaces, who may come in, the server's health; the first of them.

model       Health, what the lists show
queries     all SQL      commands  all writes
operations  site.*, people.list, people.suspend …      pages  /admin/…
samples     a day of the server in minutes      queries_samples its SQL      jobs  takes one a minute
console     what the command line does to accounts
pages_setup        /setup and the two screens after it
first_space        what a new network's first space is offered
commands_furnish   a space made with its sections, rooms and queues      operations_furnish  spaces.furnish
"""
