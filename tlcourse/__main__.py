"""`python -m tlcourse` is `tlcourse`."""

from tlcourse.cli import app

app()
