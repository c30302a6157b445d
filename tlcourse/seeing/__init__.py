"""What a network sees: filters, activations, features, saliency, drift."""
