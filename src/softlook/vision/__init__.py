"""Visual attention: saliency, search, displays and glimpses (chapters 1 and 7)."""
