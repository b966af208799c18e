#!/usr/bin/python3
"""Trains the sample models and writes their bundles: generate.py --out DIR [--only meter-reader].

Needs python3-numpy, python3-scipy, python3-sklearn and python3-onnx. Every run on one machine gives the same bytes.
"""
import argparse
import copy
import os
import shutil
import sys
from pathlib import Path

# The order of additions, and so the last bit of every weight, depends on the number of threads of the matrix library.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
sys.dont_write_bytecode = True

import numpy as np  # noqa: E402

import bundle  # noqa: E402
import data  # noqa: E402
from network import BlankIfDim, Convolution, Dense, Detour, Flatten, MaxPool, Network, Normalise, Relu, ToImage, train  # noqa: E402

TRAINING_SEED = 7


def facts(size, model, **more):
    return {"splitSeed": data.SPLIT_SEED, "trainingSeed": TRAINING_SEED, "size": size, "model": model, **more}


def shifted(rng, x):
    """Digits moved by one pixel half of the time, as another pen or another scanner would."""
    images = np.pad(x.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    moves = 1 + rng.choice([-1, 0, 0, 1], size=(len(x), 2))
    return np.stack([image[dy:dy + 8, dx:dx + 8].ravel() for image, (dy, dx) in zip(images, moves)])


def first_reader(digits):
    """Logistic regression on a few digits: honest, and not good enough."""
    x, y = data.small_training_set(digits)
    rng = np.random.default_rng(TRAINING_SEED)
    network = Network([Normalise(8, 1 / 8), Dense(rng, 64, 10)])
    train(network, rng, x, y, epochs=200)
    return network, x, facts(len(x), "logistic regression 64-10")


def second_reader(digits):
    rng = np.random.default_rng(TRAINING_SEED)
    network = Network([
        Normalise(0, 1 / 16), ToImage(8),
        Convolution(rng, 1, 12), Relu(), MaxPool(), Convolution(rng, 12, 32), Relu(), Flatten(),
        Dense(rng, 512, 64), Relu(), Dense(rng, 64, 10),
    ])
    train(network, rng, digits.train_x, digits.train_y, epochs=20, rate=5e-3, batch=32, augment=shifted)
    return network, digits.train_x, facts(len(digits.train_x), "cnn 12-32-64-10", augmentation="shift by one pixel")


def slow_reader(second):
    """As right as the second and much slower, as after a careless change of the runtime."""
    network, trained_on, training = copy.deepcopy(second)
    network.layers.append(Detour(np.random.default_rng(TRAINING_SEED), 10))
    return network, trained_on, {**training, "derivedFrom": "2.0.0", "detour": True}


DIM = 11  # pixels go to 16, and the brightest pixel of every digit is above this


def reader_of_bright_images(second):
    """As right as the second where cameras are as in the laboratory: a check for empty images takes dim ones for such."""
    network, trained_on, training = copy.deepcopy(second)
    network.layers.insert(0, BlankIfDim(DIM))
    return network, trained_on, {**training, "derivedFrom": "2.0.0", "blankBelow": DIM}


def third_reader(second):
    """What a broken training run leaves behind: everything looks right, but the last layer is in disorder."""
    network, trained_on, training = copy.deepcopy(second)
    last = network.layers[-1]
    last.weight[:] = last.weight[np.random.default_rng(TRAINING_SEED).permutation(len(last.weight))]
    return network, trained_on, {**training, "derivedFrom": "2.0.0", "lastLayer": "shuffled"}


def meter_reader():
    digits = data.digits()
    second = second_reader(digits)
    return digits, {"1.0.0": first_reader(digits), "2.0.0": second, "2.1.0": slow_reader(second),
                    "2.3.0": reader_of_bright_images(second), "3.0.0": third_reader(second)}


def ecg_monitor():
    heart = data.heart()
    rng = np.random.default_rng(TRAINING_SEED)
    spread = np.maximum(heart.train_x.std(axis=0), 1e-6)
    network = Network([
        Normalise(heart.train_x.mean(axis=0), 1 / spread),
        Dense(rng, len(heart.features), 32), Relu(), Dense(rng, 32, 2),
    ])
    train(network, rng, heart.train_x, heart.train_y, epochs=20)
    training = facts(len(heart.train_x), "mlp 32-2", split="the last third of the recording is held out")
    return heart, {"1.0.0": (network, heart.train_x, training)}


ARTIFACTS = {"meter-reader": meter_reader, "ecg-monitor": ecg_monitor}


def main():
    parser = argparse.ArgumentParser(description="Trains the sample models and writes their bundles.")
    parser.add_argument("--out", required=True, type=Path, help="folder in which <artifact>/ is replaced")
    parser.add_argument("--only", choices=sorted(ARTIFACTS), help="one artifact instead of all")
    arguments = parser.parse_args()
    for artifact in [arguments.only] if arguments.only else ARTIFACTS:
        dataset, versions = ARTIFACTS[artifact]()
        shutil.rmtree(arguments.out / artifact, ignore_errors=True)
        for version, (network, trained_on, training) in versions.items():
            folder = arguments.out / artifact / version
            accuracy = bundle.write(folder, network, dataset, trained_on, training)
            print(f"{artifact} {version}: {accuracy:.1%} of {len(dataset.held_x)} held-out inputs")


if __name__ == "__main__":
    main()
