"""The instructor's side of the course: grade and return lessons, over nbgrader's own folders.

nbgrader keeps what it does well: notebooks with solutions, the gradebook, formgrader. This package replaces the
running of submissions: answers are grafted into the instructor's notebook, run in a sandbox, and judged outside of
it. ``tlgrade`` may import ``tlcourse``; ``tlcourse`` never imports ``tlgrade``. What runs beside student code is
``tlgrade.inside``.
"""

__all__: list[str] = []
