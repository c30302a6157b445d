def decide(situation):
    raise NotImplementedError
