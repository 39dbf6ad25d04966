"""Walks a diagram by itself: answers every wait until every sequence flow was taken or nothing new can be reached.

    for walk in walk_all(files, store, seed): ...      one Walk per process (or per refused file)

guesses finds out from the expressions of a diagram which values its variables could have; filling makes up values
that a form accepts; walker drives cases with them.
"""

from engine.walk.walker import Walk, walk_all

__all__ = ["Walk", "walk_all"]
