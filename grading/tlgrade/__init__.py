"""The instructor's side of the course: a place for now.

Nothing is graded from here yet. Until then nbgrader grades the lessons: ``grading/nbgrader_config.py`` is its
configuration for this course. What will live here: releasing, collecting and grading lessons on top of nbgrader's own
folders and gradebook. ``tlgrade`` may import ``tlcourse``; ``tlcourse`` never imports ``tlgrade``.
"""

__all__: list[str] = []
