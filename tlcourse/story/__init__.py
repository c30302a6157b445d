"""The whole idea in one run."""
