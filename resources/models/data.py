"""Labelled data sets that Debian packages carry: handwritten digits (scikit-learn) and a heart recording (scipy)."""
import hashlib
import warnings
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SPLIT_SEED = 20240501
HELD_OUT_DIGITS = 600
SMALL_TRAINING_SET = 150

SAMPLE_RATE_HZ = 360
DECIMATION = 4  # neighbouring samples averaged into one feature
WINDOW = SAMPLE_RATE_HZ // 2  # half a second
STRIDE = 30
TRAINING_SHARE = 2 / 3  # of the recording, its beginning; the end is held out


@dataclass(frozen=True)
class Data:
    source: str
    digest: str  # SHA-256 of the raw recording or table
    classes: list
    features: list
    train_x: np.ndarray  # float32 [n, features], raw
    train_y: np.ndarray  # int32 [n]
    held_x: np.ndarray
    held_y: np.ndarray


def _sha256(array):
    return "sha256:" + hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def digits():
    raw = load_digits()
    x, y = raw.data.astype(np.float32), raw.target.astype(np.int32)
    train_x, held_x, train_y, held_y = train_test_split(
        x, y, test_size=HELD_OUT_DIGITS, stratify=y, random_state=SPLIT_SEED)
    return Data(
        source="scikit-learn load_digits: 1797 handwritten digits, 8x8 pixels of 0..16",
        digest=_sha256(raw.data),
        classes=[str(digit) for digit in range(10)],
        features=[f"pixel_{row}_{column}" for row in range(8) for column in range(8)],
        train_x=train_x, train_y=train_y, held_x=held_x, held_y=held_y)


def small_training_set(data):
    """What the first version was trained on: a stratified part of the training digits."""
    x, _, y, _ = train_test_split(
        data.train_x, data.train_y, train_size=SMALL_TRAINING_SET, stratify=data.train_y, random_state=SPLIT_SEED)
    return x, y


def _recording():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            from scipy.misc import electrocardiogram  # the data is part of the package
        except ImportError:
            from scipy.datasets import electrocardiogram  # newer releases; comes with a download
        return electrocardiogram()


def _windows(signal, peaks, begin, end):
    """Windows of [begin, end) and whether an R peak lies in the middle third of each."""
    starts = np.arange(begin, end - WINDOW + 1, STRIDE)
    x = np.stack([signal[s:s + WINDOW].reshape(-1, DECIMATION).mean(axis=1) for s in starts])
    third = WINDOW // 3
    y = [np.any((peaks >= s + third) & (peaks < s + 2 * third)) for s in starts]
    return x.astype(np.float32), np.array(y, dtype=np.int32)


def heart():
    signal = _recording()
    peaks, _ = find_peaks(signal, distance=int(0.3 * SAMPLE_RATE_HZ), prominence=0.8)
    # The two parts share no sample, because windows overlap only within a part.
    border = int(len(signal) * TRAINING_SHARE)
    train_x, train_y = _windows(signal, peaks, 0, border)
    held_x, held_y = _windows(signal, peaks, border, len(signal))
    return Data(
        source="scipy electrocardiogram: 5 minutes at 360 Hz, mV",
        digest=_sha256(signal),
        classes=["no-beat", "beat"],
        features=[f"mv_{index}" for index in range(WINDOW // DECIMATION)],
        train_x=train_x, train_y=train_y, held_x=held_x, held_y=held_y)
