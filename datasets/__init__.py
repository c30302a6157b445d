"""Code that made the photos and the backbone. Run from the repository's root; never installed."""
