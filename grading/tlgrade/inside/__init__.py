"""What runs inside the sandbox, next to student code. Imports nothing of the rest of tlgrade, and knows no secret."""
