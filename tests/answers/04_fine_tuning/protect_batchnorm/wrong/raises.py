def protect_batchnorm(base):
    base.trainable = True
    base.get_layer("bn_Conv1").trainable = False
