"""A network of invented people, to see the product with life in it: `community demo` fills an empty database.

texts/     what the people are and what they said, as TOML, read by `texts` into the structs of `model`, which check it
moments    «52 working days ago at 18:40» as a moment for a given now
plan       who does what when: Plan, Act, Made; one module beside it for each kind of thing
           plan_people  plan_forum  plan_rooms  plan_requests  plan_reading
commands   fill: carries the plan out by the features' own commands, in the order of time, in one transaction
queries    whether the database is empty
console    what the command line calls
"""
