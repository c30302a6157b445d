"""Real photos and weights, fetched and checked."""
