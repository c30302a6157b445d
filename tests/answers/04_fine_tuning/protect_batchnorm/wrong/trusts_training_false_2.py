import keras


def protect_batchnorm(base):
    base.trainable = True
    inputs = keras.Input(base.input_shape[1:])
    return keras.Model(inputs, base(inputs, training=False))
