"""Procedural moth photos: 200 invented species, drawn from genomes. See README.md, the data card."""
