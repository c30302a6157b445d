"""Borrowed networks: their weights, their features, the task they come from."""
