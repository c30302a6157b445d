"""A backbone as a graph of operations: run part of it, fold its BatchNormalization, find where it can be cut.

A BatchNormalization in inference mode multiplies by fixed numbers and adds fixed numbers. After a convolution, the
same comes out if the convolution's weights are multiplied beforehand (Jacob et al., 2018, section 3.2): two passes over
all activations less for each of the 52 layers of MobileNetV2.

Keras keeps the graph in attributes with an underscore; they are read in this module and nowhere else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tlcourse.quiet import import_keras

__all__ = ["Fold", "find_cuts", "find_folds", "list_nodes", "run_nodes"]


@dataclass(frozen=True, eq=False)
class Fold:
    """A convolution and the BatchNormalization that alone uses its output.

    Attributes:
        convolution, norm: the two layers.
        scale: float32, what the kernel is multiplied by; broadcasts against it. Raveled, it does against the bias.
        shift: float32 (channels,), what is added after the convolution.
    """

    convolution: object
    norm: object
    scale: np.ndarray
    shift: np.ndarray

    @property
    def kernel(self):
        """The variable that takes the scale: a separable convolution's is its second kernel."""
        layer = self.convolution
        return layer.pointwise_kernel if hasattr(layer, "pointwise_kernel") else layer.kernel


def list_nodes(model) -> list:
    """The calls that make up a functional model, each after those that it needs; inputs left out."""
    depths = sorted(model._nodes_by_depth, reverse=True)
    return [node for depth in depths for node in model._nodes_by_depth[depth] if not node.is_input]


def run_nodes(nodes: Sequence, values: dict[int, object], operation: Callable = lambda layer: layer) -> object:
    """Call the operations of `nodes` one after the other; returns what the last one gave.

    Args:
        values: by `id` of a symbolic tensor what stands for it; has to hold all that `nodes` need from outside.
        operation: what is called in the place of each operation.
    """
    for node in nodes:
        positional, named = node.arguments.fill_in(values)
        result = operation(node.operation)(*positional, **named)
        values[id(node.outputs[0])] = result
    return result


def users_of(model) -> dict[int, list]:
    """By `id` of a symbolic tensor the operations that use it; the model's own output is used by None."""
    users: dict[int, list] = {id(tensor): [None] for tensor in model.outputs}
    for node in list_nodes(model):
        for tensor in node.input_tensors:
            users.setdefault(id(tensor), []).append(node.operation)
    return users


def find_folds(model) -> list[Fold]:
    """All pairs of a convolution and a BatchNormalization in inference mode that act as one."""
    keras = import_keras()
    layers = keras.layers

    users, folds = users_of(model), []
    for node in list_nodes(model):
        layer, used_by = node.operation, users.get(id(node.outputs[0]), [])
        convolves = isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D | layers.SeparableConv2D)
        bare = convolves and layer.activation is keras.activations.linear and len(layer._inbound_nodes) == 1
        if bare and len(used_by) == 1 and isinstance(used_by[0], layers.BatchNormalization):
            folds.append(fold(layer, used_by[0]))
    return folds


def fold(convolution, norm) -> Fold:
    """Scale and shift that a BatchNormalization comes down to, as the convolution before it needs them."""
    keras = import_keras()

    numbers = lambda variable: keras.ops.convert_to_numpy(variable).astype(np.float64)  # noqa: E731
    scale = 1 / np.sqrt(numbers(norm.moving_variance) + norm.epsilon)
    if norm.scale:
        scale = scale * numbers(norm.gamma)
    shift = -numbers(norm.moving_mean) * scale
    if norm.center:
        shift = shift + numbers(norm.beta)
    if isinstance(convolution, keras.layers.DepthwiseConv2D):
        scale = scale.reshape(convolution.kernel.shape[2:])
    return Fold(convolution, norm, scale.astype(np.float32), shift.astype(np.float32))


def find_cuts(model, above: set[str]) -> list[str]:
    """Layers after which the network can be cut in two, below all of the layers named in `above`.

    At a cut one tensor alone goes from the lower part to the upper one. Inside a residual block there is none: the
    shortcut goes past it.

    Returns:
        Names of layers, from the lowest to the highest. Their output is the cut.
    """
    users, cuts = users_of(model), []
    open_uses = {id(tensor): len(users.get(id(tensor), [])) for tensor in model.inputs}
    for node in list_nodes(model):
        if node.operation.name in above:
            break
        for tensor in node.input_tensors:
            open_uses[id(tensor)] -= 1
        output = node.outputs[0]
        open_uses[id(output)] = len(users[id(output)])
        if [key for key, uses in open_uses.items() if uses] == [id(output)]:
            cuts.append(node.operation.name)
    return cuts
