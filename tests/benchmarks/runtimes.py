"""Bare forward passes to measure ours by. OpenVINO and ONNX Runtime are asked for float32, as TensorFlow computes.

    pip install -c constraints.txt -e ".[benchmark]"

On a processor with bfloat16 OpenVINO's own choice is bfloat16: quicker, and other features. It is shown, not counted.
"""

import os
import tempfile
from pathlib import Path

import numpy as np

BATCH = 32


def in_batches(run, images: np.ndarray) -> np.ndarray:
    """Features of whole batches; the last is filled up with photos from the front."""
    starts = range(0, len(images), BATCH)
    parts = [np.take(images, np.arange(start, start + BATCH), axis=0, mode="wrap") for start in starts]
    return np.concatenate([run(part) for part in parts])[: len(images)]


def whole_graph(backbone):
    """Pixels 0 to 255 -> pooled features, as a concrete function of fixed shape."""
    import tensorflow as tf

    signature = [tf.TensorSpec((BATCH, backbone.size, backbone.size, 3), tf.float32, name="photos")]
    forward = lambda photos: tf.reduce_mean(backbone.model(photos / 127.5 - 1, training=False), axis=(1, 2))  # noqa: E731
    return tf.function(forward, input_signature=signature, autograph=False, jit_compile=False)


def keras_predict(backbone, images):
    predict = backbone.model.predict_on_batch
    return lambda: in_batches(lambda part: predict(backbone.preprocess(part)).mean(axis=(1, 2)), images)


def bare_function(backbone, images):
    function = whole_graph(backbone).get_concrete_function()
    import tensorflow as tf

    return lambda: in_batches(lambda part: function(tf.constant(part, tf.float32)).numpy(), images)


def openvino(precision: str):
    def build(backbone, images):
        import openvino

        shape = [(BATCH, backbone.size, backbone.size, 3)]
        model = openvino.convert_model(whole_graph(backbone).get_concrete_function(), input=shape)
        options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
        compiled = openvino.Core().compile_model(model, "CPU", options)
        return lambda: in_batches(lambda part: np.array(compiled(part.astype(np.float32))[0]), images)

    return build


def onnx_runtime(backbone, images):
    import onnxruntime
    import tf2onnx

    function = whole_graph(backbone)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backbone.onnx"
        tf2onnx.convert.from_function(function, function.input_signature, opset=17, output_path=str(file))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0))
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: in_batches(lambda part: session.run(None, {name: part.astype(np.float32)})[0], images)


RUNTIMES = {
    "Keras predict": keras_predict,
    "TensorFlow, bare function": bare_function,
    "OpenVINO, float32": openvino("f32"),
    "ONNX Runtime, float32": onnx_runtime,
    "OpenVINO, bfloat16": openvino("bf16"),
}
