#!/usr/bin/env python3
"""Writes tests/resources/features/*.txt: what others compute of a signal that the tests make too.

needs numpy, asrfront 0.2.2 (MIT; Kaldi's features as FunASR uses them) and a copy of pipecat-ai 1.14.0 (BSD-2), of which
only the file pipecat/audio/turn/smart_turn/_whisper_features.py is read: python3 feature_rows.py PATH-OF-THAT-FILE
"""
import importlib.util
import pathlib
import sys

import asrfront
import numpy as np

OUT = pathlib.Path(__file__).parent.parent / "resources" / "features"


def signal(count):
    """Noise whose loudness goes up and down: whole numbers only, so that everybody gets the same."""
    samples = np.zeros(count, dtype=np.int16)
    state = 1
    for i in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        loud = abs(i % 8000 - 4000) // 2
        samples[i] = (state >> 15) % (2 * loud + 1) - loud
    return samples


def write(name, rows):
    with open(OUT / name, "w") as file:
        for row in rows:
            file.write(" ".join(f"{value:.5f}" for value in row) + "\n")


pcm = signal(12_345)
write("fbank.txt", asrfront.sensevoice.fbank_raw(pcm)[[0, 1, 37, -1]])
write("stacked.txt", asrfront.sensevoice.fbank(pcm)[[0, 5, -1]])

spec = importlib.util.spec_from_file_location("features", sys.argv[1])
features = importlib.util.module_from_spec(spec)
spec.loader.exec_module(features)
heard = signal(40_000).astype(np.float32) / 32768
padded = np.pad(heard, (128_000 - heard.size, 0))
write("whisper.txt", features.compute_whisper_log_mel_features(padded).T[[0, 400, 560, 700, 799]])
