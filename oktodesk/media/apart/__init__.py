"""Checks in a process of their own: they neither take the interpreter from the window nor the window with them.

``checker`` is the window's side, ``serving`` the process's, ``messages`` what they say to each other.
"""
