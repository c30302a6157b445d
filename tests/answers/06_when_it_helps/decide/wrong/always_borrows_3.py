def decide(situation):
    return "feature_extraction"
