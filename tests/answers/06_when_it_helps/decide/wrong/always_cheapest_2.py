def decide(situation):
    return min(situation["minutes"], key=situation["minutes"].get)
