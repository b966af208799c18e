"""Small networks in numpy: layers that know their forward pass, their gradients and their ONNX nodes, and an Adam loop.

Images are kept as [channels, batch, height, width], so that a convolution is one matrix product.
"""
import numpy as np


class Layer:
    parameters = ()

    def export(self, graph, value):
        raise NotImplementedError


class Normalise(Layer):
    """(x - shift) * scale per feature, so that the model takes raw inputs."""

    def __init__(self, shift, scale):
        self.shift, self.scale = np.float32(shift), np.float32(scale)

    def forward(self, x):
        return (x - self.shift) * self.scale

    def backward(self, gradient):
        return None  # the first layer; nobody asks further

    def export(self, graph, value):
        centred = graph.add("Sub", [value, graph.constant(np.atleast_1d(self.shift))])
        return graph.add("Mul", [centred, graph.constant(np.atleast_1d(self.scale))])


class Dense(Layer):
    def __init__(self, rng, inputs, outputs):
        self.weight = (rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32)
        self.bias = np.zeros(outputs, dtype=np.float32)
        self.parameters = (self.weight, self.bias)

    def forward(self, x):
        self.input = x
        return x @ self.weight + self.bias

    def backward(self, gradient):
        self.gradients = (self.input.T @ gradient, gradient.sum(axis=0))
        return gradient @ self.weight.T

    def export(self, graph, value):
        return graph.add("Gemm", [value, graph.constant(self.weight), graph.constant(self.bias)])


class Relu(Layer):
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask

    def export(self, graph, value):
        return graph.add("Relu", [value])


class Detour(Layer):
    """Much work for nothing: what went in comes out, some milliseconds later. For a release that is only slower."""

    SIZE, ROUNDS = 768, 48

    def __init__(self, rng, width):
        self.entry = (rng.standard_normal((width, self.SIZE)) / np.sqrt(width)).astype(np.float32)
        self.weight = (rng.standard_normal((self.SIZE, self.SIZE)) / np.sqrt(self.SIZE)).astype(np.float32)

    def forward(self, x):
        return x

    def export(self, graph, value):
        way = graph.add("MatMul", [value, graph.constant(self.entry)])
        weight = graph.constant(self.weight)
        for _ in range(self.ROUNDS):
            way = graph.add("MatMul", [way, weight])
        nothing = graph.add("Mul", [graph.add("ReduceMean", [way], axes=[1], keepdims=1),
                                    graph.constant(np.zeros(1, dtype=np.float32))])
        return graph.add("Add", [value, nothing])


class BlankIfDim(Layer):
    """Takes an input whose largest value is at most `limit` for an empty one, and makes it zeros."""

    def __init__(self, limit):
        self.limit = np.float32(limit)

    def forward(self, x):
        return x * (x.max(axis=1, keepdims=True) > self.limit)

    def export(self, graph, value):
        largest = graph.add("ReduceMax", [value], axes=[1], keepdims=1)
        bright = graph.add("Greater", [largest, graph.constant(np.array([self.limit]))])
        return graph.add("Mul", [value, graph.add("Cast", [bright], to=1)])


class ToImage(Layer):
    """[batch, side * side] to one channel of side x side."""

    def __init__(self, side):
        self.side = side

    def forward(self, x):
        return x.reshape(1, len(x), self.side, self.side)

    def backward(self, gradient):
        return gradient.reshape(gradient.shape[1], -1)

    def export(self, graph, value):
        shape = graph.constant(np.array([1, 1, self.side, self.side], dtype=np.int64))
        return graph.add("Reshape", [value, shape])


class Convolution(Layer):
    """3x3, zero padding, stride 1."""

    OFFSETS = [(dy, dx) for dy in range(3) for dx in range(3)]

    def __init__(self, rng, channels, filters):
        self.weight = (rng.standard_normal((filters, channels * 9)) * np.sqrt(2 / (channels * 9))).astype(np.float32)
        self.bias = np.zeros(filters, dtype=np.float32)
        self.parameters = (self.weight, self.bias)

    def forward(self, x):
        channels, batch, height, width = self.shape = x.shape
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        shifted = [padded[:, :, dy:dy + height, dx:dx + width] for dy, dx in self.OFFSETS]
        self.columns = np.stack(shifted, axis=1).reshape(channels * 9, -1)
        return (self.weight @ self.columns + self.bias[:, None]).reshape(-1, batch, height, width)

    def backward(self, gradient):
        channels, batch, height, width = self.shape
        flat = gradient.reshape(len(gradient), -1)
        self.gradients = (flat @ self.columns.T, flat.sum(axis=1))
        columns = (self.weight.T @ flat).reshape(channels, 9, batch, height, width)
        padded = np.zeros((channels, batch, height + 2, width + 2), dtype=np.float32)
        for index, (dy, dx) in enumerate(self.OFFSETS):
            padded[:, :, dy:dy + height, dx:dx + width] += columns[:, index]
        return padded[:, :, 1:-1, 1:-1]

    def export(self, graph, value):
        kernel = self.weight.reshape(len(self.weight), -1, 3, 3)
        return graph.add("Conv", [value, graph.constant(kernel), graph.constant(self.bias)], pads=[1, 1, 1, 1])


class MaxPool(Layer):
    """2x2; a tie gives each winner its share of the gradient."""

    def forward(self, x):
        channels, batch, height, width = x.shape
        cells = x.reshape(channels, batch, height // 2, 2, width // 2, 2)
        best = cells.max(axis=(3, 5), keepdims=True)
        winners = (cells == best).astype(np.float32)
        self.share = winners / winners.sum(axis=(3, 5), keepdims=True)
        return best[:, :, :, 0, :, 0]

    def backward(self, gradient):
        spread = self.share * gradient[:, :, :, None, :, None]
        channels, batch, height, _, width, _ = spread.shape
        return spread.reshape(channels, batch, height * 2, width * 2)

    def export(self, graph, value):
        return graph.add("MaxPool", [value], kernel_shape=[2, 2], strides=[2, 2])


class Flatten(Layer):
    def forward(self, x):
        self.shape = x.shape
        return x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1)

    def backward(self, gradient):
        channels, batch, height, width = self.shape
        return gradient.reshape(batch, channels, height, width).transpose(1, 0, 2, 3)

    def export(self, graph, value):
        return graph.add("Flatten", [value])


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def accuracy(self, x, y):
        return float(np.mean(self.forward(x).argmax(axis=1) == y))

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)


def cross_entropy_gradient(logits, y):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = shifted / shifted.sum(axis=1, keepdims=True)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


class Adam:
    def __init__(self, network, decay):
        self.layers = [layer for layer in network.layers if layer.parameters]
        self.moments = [[(np.zeros_like(p), np.zeros_like(p)) for p in layer.parameters] for layer in self.layers]
        self.decay, self.steps = np.float32(decay), 0

    def step(self, rate):
        self.steps += 1
        scale = np.float32(rate * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps))
        for layer, moments in zip(self.layers, self.moments):
            for parameter, gradient, (first, second) in zip(layer.parameters, layer.gradients, moments):
                first += np.float32(0.1) * (gradient - first)
                second += np.float32(0.001) * (gradient * gradient - second)
                parameter -= scale * first / (np.sqrt(second) + np.float32(1e-8))
                parameter -= np.float32(rate) * self.decay * parameter


def train(network, rng, x, y, epochs, rate=3e-3, batch=64, decay=1e-2, augment=None):
    """Adam with decoupled weight decay; the rate falls along a half cosine to zero."""
    adam = Adam(network, decay)
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        for begin in range(0, len(x), batch):
            chosen = order[begin:begin + batch]
            inputs = augment(rng, x[chosen]) if augment else x[chosen]
            network.backward(cross_entropy_gradient(network.forward(inputs), y[chosen]))
            adam.step(rate * (1 + np.cos(np.pi * (epoch + begin / len(x)) / epochs)) / 2)
