"""Photo sets: found on disk, decoded, split."""
