"""The part of a network above the freeze boundary, trained on its own: the whole network's layers, not copies."""

import contextlib
from collections.abc import Iterable, Iterator

from tlcourse.backbones.graphs import find_folds, list_nodes, run_nodes
from tlcourse.quiet import import_keras

__all__ = ["build_upper_part", "silent_dropout"]


def build_upper_part(base, top, end: str | None):
    """A `keras.Model` from the output of the layer `end` to what `top` makes of the pooled output of `base`.

    It holds the very layers of `base` above the cut: training it trains them. A frozen BatchNormalization after a
    convolution is folded into it at each step, which gives the same gradients in fewer passes over the activations.

    Args:
        base: a functional model whose BatchNormalization layers are frozen.
        top: a model on its pooled output.
        end: name of a layer, from `find_cuts`; None for all of `base`.
    """
    keras = import_keras()
    cut = base.get_layer(end).output if end else base.inputs[0]
    nodes = nodes_above(base, cut)
    inside = {node.operation for node in nodes}
    folds = {layer: fold for fold in find_folds(base) for layer in (fold.convolution, fold.norm)}

    class UpperPart(keras.Model):
        def __init__(self):
            super().__init__(name="upper_part")
            self.parts, self.top = [layer for layer in inside if hasattr(layer, "trainable")], top
            self.pool = keras.layers.GlobalAveragePooling2D()

        def call(self, activations, training=None):
            maps = run_nodes(nodes, {id(cut): activations}, lambda layer: operation(layer, training))
            return self.top(self.pool(maps), training=training)

    def operation(layer, training):
        fold = folds.get(layer)
        if fold is None or fold.convolution not in inside:
            return in_mode(layer, training)
        return (lambda x, **_: convolve(fold, x)) if layer is fold.convolution else (lambda x, **_: x + fold.shift)

    return UpperPart()


def in_mode(layer, training: bool | None):
    """The layer, told whether it is in training: a graph remembers how each was called when it was built."""
    if not getattr(layer, "_call_has_training_arg", False):
        return layer
    return lambda *positional, **named: layer(*positional, **{**named, "training": training})


def convolve(fold, values):
    """The convolution of a fold with its kernel (and bias) scaled; gradients reach the variables through the scale."""
    keras = import_keras()

    layer, scale = fold.convolution, fold.scale
    mapping = [(fold.kernel, fold.kernel * scale)]
    if layer.use_bias:
        mapping.append((layer.bias, layer.bias * scale.ravel()))
    with keras.StatelessScope(state_mapping=mapping):
        return layer(values)


def nodes_above(base, cut) -> list:
    """The calls of `base` that need what comes out at `cut`, in order."""
    reached, above = {id(cut)}, []
    for node in list_nodes(base):
        if any(id(tensor) in reached for tensor in node.input_tensors):
            reached.update(id(tensor) for tensor in node.outputs)
            above.append(node)
    return above


@contextlib.contextmanager
def silent_dropout(frozen: Iterable) -> Iterator[None]:
    """Switch off Dropout in layers that are frozen, for a while.

    Freezing a layer does not stop its Dropout in training: a frozen EfficientNetV2 would give other activations at
    each step, and none of them those of inference.
    """
    keras = import_keras()

    rates = {layer: layer.rate for layer in frozen if isinstance(layer, keras.layers.Dropout)}
    for layer in rates:
        layer.rate = 0.0
    try:
        yield
    finally:
        for layer, rate in rates.items():
            layer.rate = rate
