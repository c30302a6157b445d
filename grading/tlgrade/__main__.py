"""`python -m tlgrade` is `tlgrade`."""

from tlgrade.cli import app

app()
