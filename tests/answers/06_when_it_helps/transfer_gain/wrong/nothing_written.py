def transfer_gain(borrowed, rivals):
    raise NotImplementedError
