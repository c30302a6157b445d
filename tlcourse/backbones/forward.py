"""One forward pass in inference mode, as fast as TensorFlow makes it on a CPU.

Unlike `predict`, it has BatchNormalization folded into the convolutions, all weights as constants of the graph, so that
its optimiser can fuse convolution, shift and activation into one, and preprocessing and pooling inside. A light network
runs in TensorFlow Lite, which is made for CPUs: the same float32, in less than half the time.
"""

import os
import threading
import warnings
from collections.abc import Callable

import numpy as np

from tlcourse.backbones.graphs import find_folds, list_nodes, run_nodes
from tlcourse.backbones.loading import Backbone, preprocessing_of
from tlcourse.quiet import import_keras, silenced_stderr

__all__ = ["batch_size", "forward_pass", "run_in_batches"]

PIXELS = 64 * 96 * 96  # in a batch: more gives no speed, and memory grows with it
LIGHT = 4_000_000  # parameters: converting takes half a second for MobileNetV2, ten for ResNet50, which never pay
End = str | tuple[str, ...] | None  # what is wanted of a network, see `forward_pass`


def batch_size(size: int) -> int:
    """How many photos of `size` px go through at a time."""
    return int(np.clip(PIXELS // size**2, 1, 64))


def forward_pass(
    backbone: Backbone, dtype, *, digest: str, batch: int, end: End = None
) -> Callable[[np.ndarray], np.ndarray]:
    """A function from photos to what the backbone says, compiled for full batches; kept with the backbone.

    Args:
        backbone: as `load_backbone` gives it. Its weights are read now: later training does not change the function.
        dtype: of the photos that it will get: RGB, 0 to 255.
        digest: of the weights as they are now, to tell whether a function from before is still right.
        batch: how many photos it will get at a time.
        end: name of the layer whose output is wanted in the place of the pooled maps at the very end; or the names of
            several, whose pooled maps are wanted side by side.

    Returns:
        A function of photos (batch, size, size, 3) that gives a float32 array (batch, ...).
    """
    kept = backbone.__dict__.setdefault("passes", {})
    key = (str(np.dtype(dtype)), batch, end)
    if key not in kept or kept[key][0] != digest:
        kept[key] = (digest, compile_pass(backbone, *key))
    return kept[key][1]


def compile_pass(backbone: Backbone, dtype: str, batch: int, end: End) -> Callable[[np.ndarray], np.ndarray]:
    """The forward pass in TensorFlow Lite or, of a large network, in TensorFlow."""
    import tensorflow as tf

    traced = trace_pass(backbone, dtype, batch, end)
    if backbone.model.count_params() <= LIGHT:
        return convert_to_lite(traced)
    return lambda photos: traced(tf.constant(photos)).numpy()


def convert_to_lite(traced) -> Callable[[np.ndarray], np.ndarray]:
    """A concrete function of one array, in TensorFlow Lite on all cores that this process may use."""
    import tensorflow as tf

    # It announces itself on file descriptor 2, and that it will move to a package of its own (ai-edge-litert).
    with silenced_stderr(), warnings.catch_warnings(action="ignore"):
        converter = tf.lite.TFLiteConverter.from_concrete_functions([traced], tf.Module())
        converter.exclude_conversion_metadata = True  # a fifth of the time, for what nobody reads
        interpreter = tf.lite.Interpreter(model_content=converter.convert(), num_threads=count_cores())
        interpreter.allocate_tensors()
    photos_at = interpreter.get_input_details()[0]["index"]
    result_at = interpreter.get_output_details()[0]["index"]
    one_at_a_time = threading.Lock()

    def forward(photos: np.ndarray) -> np.ndarray:
        with one_at_a_time:  # input, run and output go through the same buffers
            interpreter.set_tensor(photos_at, photos)
            interpreter.invoke()
            return interpreter.get_tensor(result_at)

    return forward


def count_cores() -> int:
    """Cores that this process may use; where the system does not tell (macOS, Windows), all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def trace_pass(backbone: Backbone, dtype: str, batch: int, end: End):
    """A concrete function with weights as constants."""
    import tensorflow as tf

    keras, size, model = import_keras(), backbone.size, ending_at(backbone.model, end)
    nodes, constants, shifts = list_nodes(model), *frozen_numbers(model)

    def operation(layer):
        if layer not in shifts:
            return layer
        return lambda values, **_: tf.nn.bias_add(values, shifts[layer])

    def forward(photos):
        pixels = preprocessing_of(backbone.name)(tf.cast(photos, tf.float32))
        mapping = [(variable, tf.constant(value)) for variable, value in constants]
        with keras.StatelessScope(state_mapping=mapping):
            result = run_nodes(nodes, {id(model.inputs[0]): pixels}, operation)
        return tf.reduce_mean(result, axis=(1, 2)) if end is None else result

    shape = (batch, size, size, 3)
    return tf.function(forward, autograph=False, jit_compile=False).get_concrete_function(tf.TensorSpec(shape, dtype))


def ending_at(model, end: End):
    """The part of a model up to what is wanted of it."""
    keras = import_keras()

    if end is None:
        return model
    if isinstance(end, str):
        return keras.Model(model.inputs, model.get_layer(end).output)
    pooled = [keras.layers.GlobalAveragePooling2D()(model.get_layer(name).output) for name in end]
    return keras.Model(model.inputs, keras.layers.Concatenate()(pooled) if len(pooled) > 1 else pooled)


def frozen_numbers(model) -> tuple[list[tuple], dict]:
    """All variables with their values, kernels scaled; and by BatchNormalization layer what is left of it, a shift."""
    keras = import_keras()

    values = {id(variable): [variable, keras.ops.convert_to_numpy(variable)] for variable in model.variables}
    shifts = {}
    for fold in find_folds(model):
        values[id(fold.kernel)][1] = values[id(fold.kernel)][1] * fold.scale
        shifts[fold.norm] = fold.shift
        if fold.convolution.use_bias:  # it becomes part of the shift; adding zero costs nothing
            bias = values[id(fold.convolution.bias)]
            shifts[fold.norm] = fold.shift + bias[1] * fold.scale.ravel()
            bias[1] = np.zeros_like(fold.shift)
    return list(values.values()), shifts


def run_in_batches(forward, images: np.ndarray, batch: int, into: np.ndarray, advance: Callable[[], None]) -> None:
    """Fill `into` (n, ...) with `forward` of `images` (n, ...), which takes full batches only: the last is padded."""
    for start in range(0, len(images), batch):
        part = images[start : start + batch]
        missing = batch - len(part)
        whole = np.concatenate([part, np.zeros((missing, *part.shape[1:]), part.dtype)]) if missing else part
        into[start : start + batch] = forward(whole)[: len(part)]
        advance()
