"""Community: forums, chat rooms and consultation queues for networks of preschool institutions."""

__version__ = "0.1.0"
