def fine_tune(model, base, from_layer, images, labels, first_rate, epochs):
    base.get_layer("block_13_expand").trainable = True
    model.fit(images, labels, epochs=epochs, verbose=0)
