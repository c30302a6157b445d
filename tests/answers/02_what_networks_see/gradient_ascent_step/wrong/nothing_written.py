def gradient_ascent_step(model, image, channel, rate):
    raise NotImplementedError
