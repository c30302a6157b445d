def decide(situation):
    return "transfer learning" if situation["weights_allowed"] else "scratch"
