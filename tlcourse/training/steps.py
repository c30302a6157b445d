"""One step of training, as Keras' `fit` makes it with Adam, but ready sooner.

Keras writes Adam as a dozen operations for each weight, and wraps the step in what many devices would need. For a
network of 150 weights that is a graph of thousands of operations, which TensorFlow has to trace and to look through
before the first step: 25 s for MobileNetV2 on a slow machine. The same step written plainly takes 6 s.
"""

from tlcourse.quiet import import_keras

__all__ = ["AdamW", "compile_scores", "compile_step", "make_step"]


def compile_step(model, optimizer: "AdamW"):
    """`make_step`, compiled; it takes NumPy arrays, all batches of one size."""
    import tensorflow as tf

    return tf.function(make_step(model, optimizer), autograph=False, jit_compile=False)


def compile_scores(model, shape: tuple[int, ...]):
    """A function from NumPy arrays (n, *shape) to the scores of `model` in inference mode, compiled once for every n.

    `predict_on_batch` does the same, but is traced anew for another n.
    """
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *shape), tf.float32)]
    score = tf.function(lambda x: model(x, training=False), signature, autograph=False, jit_compile=False)
    return lambda items: score(tf.cast(items, tf.float32))


def make_step(model, optimizer: "AdamW"):
    """A function of (inputs, one-hot labels, learning rate) that makes one step for softmax over species.

    It gives the mean loss of the batch, with what the model's own regularizers add, and how many of it were right.
    """
    import tensorflow as tf

    keras = import_keras()

    def step(inputs, wanted, rate):
        with tf.GradientTape() as tape:
            scores = model(inputs, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(wanted, scores))
            loss = tf.add_n([loss, *model.losses])
        optimizer.learn(tape.gradient(loss, optimizer.weights), rate)
        hits = tf.equal(tf.argmax(scores, -1), tf.argmax(wanted, -1))
        return loss, tf.reduce_sum(tf.cast(hits, tf.float32))

    return step


class AdamW:
    """AdamW's steps on the trainable weights of a model, with the numbers of Keras' own.

    Keras writes a step as a dozen operations, each a pass over all weights; TensorFlow has it as one.

    Args:
        model: not to be frozen or unfrozen afterwards.
        weight_decay: pull of the weights towards zero at each step, times the learning rate; 0 makes it Adam.
    """

    def __init__(self, model, weight_decay: float) -> None:
        import tensorflow as tf

        self.weight_decay = weight_decay
        self.weights = [variable.value for variable in model.trainable_variables]
        self.moments = [[tf.Variable(tf.zeros_like(weight)) for _ in range(2)] for weight in self.weights]
        self.powers = tf.Variable([1.0, 1.0])

    def restart(self) -> None:
        """Forget earlier gradients."""
        import tensorflow as tf

        self.powers.assign([1.0, 1.0])
        for moment in (moment for pair in self.moments for moment in pair):
            moment.assign(tf.zeros_like(moment))  # not moment * 0: a training may have ended in NaN

    def learn(self, gradients, rate) -> None:
        """One step, inside a compiled function."""
        import tensorflow as tf

        # What all weights share is written once: each operation of a graph costs time before the first step.
        betas, epsilon = tf.constant([0.9, 0.999]), tf.constant(1e-7)
        (power_1, power_2), (beta_1, beta_2) = tf.unstack(self.powers.assign(self.powers * betas)), tf.unstack(betas)
        kept = 1 - self.weight_decay * rate
        for weight, (mean, square), gradient in zip(self.weights, self.moments, gradients, strict=True):
            if self.weight_decay:
                weight.assign(weight * kept)  # one pass; subtracting would be a second one
            tf.raw_ops.ResourceApplyAdam(
                var=weight.handle,
                m=mean.handle,
                v=square.handle,
                beta1_power=power_1,
                beta2_power=power_2,
                lr=rate,
                beta1=beta_1,
                beta2=beta_2,
                epsilon=epsilon,
                grad=gradient,
            )
