import keras


def recompile(model, base, learning_rate):
    options = {"loss": "sparse_categorical_crossentropy", "metrics": ["acc"], "jit_compile": False}
    model.compile(optimizer="adam", **options)
    base.trainable = True
    model.compile(optimizer="adam", **options)
    model.optimizer.learning_rate = learning_rate
