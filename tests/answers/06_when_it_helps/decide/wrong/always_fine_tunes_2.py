def decide(situation):
    return "fine_tuning"
