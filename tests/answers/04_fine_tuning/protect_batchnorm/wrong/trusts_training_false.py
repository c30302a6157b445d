def protect_batchnorm(base):
    base.trainable = True
