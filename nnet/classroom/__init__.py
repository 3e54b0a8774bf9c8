"""Rooms of a class: phones that draw, what was read of each drawing, and how the class votes.

``tables`` says what is kept of a room until it is closed. ``rooms`` opens, changes and closes them,
``phones`` lets devices join, ``drawings`` takes in what they draw, ``votes`` asks the class what it
reads itself, and ``wall`` counts it all up.
"""
