"""One step of training, as Keras' `fit` makes it with Adam, but ready sooner.

Keras writes Adam as a dozen operations for each weight, and wraps the step in what many devices would need. For a
network of 150 weights that is a graph of thousands of operations, which TensorFlow has to trace and to look through
before the first step: 18 s for MobileNetV2 on a slow machine. The same step written plainly takes 7 s, and each one
after it a sixth less.
"""

from tlcourse.quiet import import_keras

__all__ = ["compile_scores", "compile_step", "make_step"]


def compile_step(model, weight_decay: float = 0.0):
    """`make_step`, compiled; it takes NumPy arrays, all batches of one size."""
    import tensorflow as tf

    return tf.function(make_step(model, weight_decay), autograph=False, jit_compile=False)


def compile_scores(model, shape: tuple[int, ...]):
    """A function from NumPy arrays (n, *shape) to the scores of `model` in inference mode, compiled once for every n.

    `predict_on_batch` does the same, but is traced anew for another n.
    """
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *shape), tf.float32)]
    score = tf.function(lambda x: model(x, training=False), signature, autograph=False, jit_compile=False)
    return lambda items: score(tf.cast(items, tf.float32))


def make_step(model, weight_decay: float = 0.0):
    """A function of (inputs, one-hot labels, learning rate) that makes one step of AdamW for softmax over species.

    It gives the mean loss of the batch, with what the model's own regularizers add, and how many of it were right.
    """
    import tensorflow as tf

    keras = import_keras()
    learn = adam_w(model, weight_decay)

    def step(inputs, wanted, rate):
        with tf.GradientTape() as tape:
            scores = model(inputs, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(wanted, scores))
            loss = tf.add_n([loss, *model.losses])
        learn(tape.gradient(loss, [variable.value for variable in model.trainable_variables]), rate)
        hits = tf.equal(tf.argmax(scores, -1), tf.argmax(wanted, -1))
        return loss, tf.reduce_sum(tf.cast(hits, tf.float32))

    return step


def adam_w(model, weight_decay: float):
    """A function of gradients and learning rate that makes one step of AdamW, with the numbers of Keras' own.

    Keras writes the step as a dozen operations, each a pass over all weights; TensorFlow has it as one.
    """
    import tensorflow as tf

    weights = [variable.value for variable in model.trainable_variables]
    moments = [[tf.Variable(tf.zeros_like(weight)) for _ in range(2)] for weight in weights]
    powers, betas = tf.Variable([1.0, 1.0]), tf.constant([0.9, 0.999])

    def learn(gradients, rate):
        power = powers.assign(powers * betas)
        for weight, (mean, square), gradient in zip(weights, moments, gradients, strict=True):
            if weight_decay:
                weight.assign(weight * (1 - weight_decay * rate))  # one pass; subtracting would be a second one
            tf.raw_ops.ResourceApplyAdam(
                var=weight.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=power[0],
                beta2_power=power[1],
                lr=rate,
                beta1=betas[0],
                beta2=betas[1],
                epsilon=1e-7,
                grad=gradient,
            )

    return learn
