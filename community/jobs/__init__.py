"""Deferred and periodic work: a table of jobs, one worker, back-off.

queue    `put` in a command's own transaction; the registry of kinds
queries  all SQL
worker   takes what is due, carries it out, tries again later what failed
"""

from community.jobs.queue import every, job, put

__all__ = ["every", "job", "put"]
