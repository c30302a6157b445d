def cost_table(bases, photos, clock):
    raise NotImplementedError
