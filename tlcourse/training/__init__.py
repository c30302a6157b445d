"""Training: from scratch, a head on features, fine-tuning."""
