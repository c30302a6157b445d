"""Scan-like grey pictures of ten invented findings. No body is meant. See README.md."""
