"""Aerial-like pictures of ten kinds of land, painted by a procedure. See README.md."""
