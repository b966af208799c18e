#!/usr/bin/python3
"""Trains the sample models and writes their bundles: generate.py --out DIR [--only meter-reader].

With --retrain FILE --version V it trains the meter reader anew for what `flotillactl drift capture` brought, and writes
only that version.

Needs python3-numpy, python3-scipy, python3-sklearn and python3-onnx. Every run on one machine gives the same bytes.
"""
import argparse
import copy
import hashlib
import json
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


def second_reader(digits, augment=shifted):
    rng = np.random.default_rng(TRAINING_SEED)
    network = Network([
        Normalise(0, 1 / 16), ToImage(8),
        Convolution(rng, 1, 12), Relu(), MaxPool(), Convolution(rng, 12, 32), Relu(), Flatten(),
        Dense(rng, 512, 64), Relu(), Dense(rng, 64, 10),
    ])
    train(network, rng, digits.train_x, digits.train_y, epochs=20, rate=5e-3, batch=32, augment=augment)
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


def captured_inputs(path, size):
    """The inputs of a file of `flotillactl drift capture`; what has another form is refused by its line."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        values = json.loads(line).get("input")
        if not isinstance(values, list) or len(values) != size:
            sys.exit(f"{path}, line {number}: has no input of {size} numbers")
        rows.append(values)
    if len(rows) < 20:
        sys.exit(f"{path}: {len(rows)} inputs say too little; capture at least 20")
    return np.array(rows, dtype=np.float32)


def retrained_reader(digits, captured):
    """For cameras as bright as those in the laboratory, as dim as those of the captured inputs, and all between. The
    labels are those of the training set: in the field nobody knows them."""
    brightness = float(np.clip(captured.mean() / digits.train_x.mean(), 0.05, 1))

    def augmented(rng, x):
        return shifted(rng, x) * rng.uniform(brightness * 0.9, 1, size=(len(x), 1)).astype(np.float32)

    network, _, training = second_reader(digits, augmented)
    blank_below = float(np.percentile(captured.max(axis=1), 1)) * 0.5
    network.layers.insert(0, BlankIfDim(blank_below))
    trained_on = np.concatenate([digits.train_x, captured])
    source = "sha256:" + hashlib.sha256(np.ascontiguousarray(captured).tobytes()).hexdigest()
    return network, trained_on, {**training, "derivedFrom": "2.3.0", "blankBelow": round(blank_below, 3),
                                 "brightness": round(brightness, 3), "captured": len(captured), "capturedDigest": source}


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


def retrain(arguments):
    digits = data.digits()
    captured = captured_inputs(arguments.retrain, digits.train_x.shape[1])
    folder = arguments.out / "meter-reader" / arguments.version
    if folder.exists():
        sys.exit(f"{folder} is there already; give it another version")
    network, trained_on, training = retrained_reader(digits, captured)
    bundle.write(folder, network, digits, trained_on, training)
    dim = digits.held_x * np.float32(training["brightness"])
    print(f"meter-reader {arguments.version}: {network.accuracy(digits.held_x, digits.held_y):.1%} of held-out inputs, "
          f"{network.accuracy(dim, digits.held_y):.1%} at a brightness of {training['brightness']}")


def main():
    parser = argparse.ArgumentParser(description="Trains the sample models and writes their bundles.")
    parser.add_argument("--out", required=True, type=Path, help="folder in which <artifact>/ is replaced")
    parser.add_argument("--only", choices=sorted(ARTIFACTS), help="one artifact instead of all")
    parser.add_argument("--retrain", type=Path, metavar="FILE", help="inputs that flotillactl drift capture wrote")
    parser.add_argument("--version", help="of what is trained for them")
    arguments = parser.parse_args()
    if (arguments.retrain is None) != (arguments.version is None):
        parser.error("--retrain and --version belong together")
    if arguments.retrain:
        return retrain(arguments)
    for artifact in [arguments.only] if arguments.only else ARTIFACTS:
        dataset, versions = ARTIFACTS[artifact]()
        shutil.rmtree(arguments.out / artifact, ignore_errors=True)
        for version, (network, trained_on, training) in versions.items():
            folder = arguments.out / artifact / version
            accuracy = bundle.write(folder, network, dataset, trained_on, training)
            print(f"{artifact} {version}: {accuracy:.1%} of {len(dataset.held_x)} held-out inputs")


if __name__ == "__main__":
    main()
