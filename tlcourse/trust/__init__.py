"""Whether to believe a network: calibration, and photos as the field gives them."""
