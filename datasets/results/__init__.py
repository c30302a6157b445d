"""Results files: experiments too long for a lesson, and the commands that make them."""
