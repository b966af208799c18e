"""The files of a model bundle. FORMATS.md describes each of them."""
import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import onnx
import scipy
import sklearn
from onnx import TensorProto, helper, numpy_helper

OPSET = 13
IR_VERSION = 8
GOLDEN = 32
WARMUP = 16
TOLERANCE = 1e-3
INPUT, OUTPUT = "input", "logits"


class Graph:
    """Collects nodes and constants under numbered names."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operation, inputs, **attributes):
        name = f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name


def to_onnx(network, input_size, output_size):
    graph, value = Graph(), INPUT
    for layer in network.layers:
        value = layer.export(graph, value)
    graph.nodes[-1].output[0] = OUTPUT
    model = helper.make_model(
        helper.make_graph(
            graph.nodes, "model",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, input_size])],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, output_size])],
            graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="flotilla-models")
    onnx.checker.check_model(model)
    return model.SerializeToString()


def _floats(array):
    return np.ascontiguousarray(array, dtype="<f4").tobytes()


def golden(inputs, outputs):
    header = b"FLG1" + struct.pack("<IIIf", len(inputs), inputs.shape[1], outputs.shape[1], TOLERANCE)
    return header + _floats(inputs) + _floats(outputs)


def warmup(inputs):
    return b"FLW1" + struct.pack("<II", len(inputs), inputs.shape[1]) + _floats(inputs)


def samples(inputs, labels):
    records = b"".join(struct.pack("<i", label) + _floats(row) for row, label in zip(inputs, labels))
    return b"FLS1" + struct.pack("<II", len(inputs), inputs.shape[1]) + records


def _rounded(values):
    return [round(float(value), 6) for value in np.atleast_1d(values)]


def _feature_profile(name, column):
    column = column.astype(np.float64)
    edges = np.quantile(column, np.arange(1, 20) / 20)
    centred = column - column.mean()
    spread = float(np.sum(centred * centred))
    # A feature that never changes has no correlation; 0 keeps its effective sample size at n.
    lag1 = float(np.sum(centred[1:] * centred[:-1])) / spread if spread > 0 else 0.0
    counts = np.bincount(np.searchsorted(edges, column, side="left"), minlength=20)
    return {
        "name": name, "n": len(column), "edges": _rounded(edges), "counts": [int(count) for count in counts],
        "min": _rounded(column.min())[0], "max": _rounded(column.max())[0],
        "mean": _rounded(column.mean())[0], "sd": _rounded(column.std())[0], "lag1": _rounded(lag1)[0],
    }


def profile(features, x):
    return {"features": [_feature_profile(name, x[:, index]) for index, name in enumerate(features)]}


def schema(data):
    return {
        "inputs": [{"name": INPUT, "dtype": "float32", "shape": [1, len(data.features)]}],
        "outputs": [{"name": OUTPUT, "dtype": "float32", "shape": [1, len(data.classes)]}],
        "features": data.features,
        "classes": data.classes,
    }


def generator_digest():
    """One digest over every file of the generator, each with its name."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return "sha256:" + digest.hexdigest()


def lineage(data, training):
    return {
        "source": data.source,
        "sourceDigest": data.digest,
        "training": training,
        "generator": generator_digest(),
        "libraries": {
            "numpy": np.__version__, "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__, "onnx": onnx.__version__,
        },
    }


def _json(value):
    return (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()


def write(folder, network, data, trained_on, training):
    """Writes exactly the files of a bundle into `folder`, which does not exist yet. Returns the held-out accuracy."""
    accuracy = network.accuracy(data.held_x, data.held_y)
    # The golden inputs are spread over the held-out data, so that they touch every class.
    chosen = data.held_x[np.linspace(0, len(data.held_x) - 1, GOLDEN).astype(int)]
    folder.mkdir(parents=True)
    files = {
        "model.onnx": to_onnx(network, len(data.features), len(data.classes)),
        "schema.json": _json(schema(data)),
        "golden.bin": golden(chosen, network.forward(chosen)),
        "warmup.bin": warmup(data.train_x[:WARMUP]),
        "profile.json": _json(profile(data.features, trained_on)),
        "lineage.json": _json(lineage(data, training)),
        "evaluation.json": _json({"heldOut": len(data.held_x), "accuracy": round(accuracy, 6)}),
        "samples.bin": samples(data.held_x, data.held_y),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return accuracy
