"""Prints the score of each whole window of 512 samples of a 16 kHz mono 16-bit WAV file, by onnxruntime.

    pip install onnxruntime==1.32.0 numpy
    python3 tests/models/silero_scores.py package/weights/silero_vad_16k_op15.onnx tests/resources/audio/speech-16k.wav
"""
import sys
import wave

import numpy
import onnxruntime


def main(model, recording):
    with wave.open(recording) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16000, 1, 2)
        samples = numpy.frombuffer(wav.readframes(wav.getnframes()), "<i2").astype(numpy.float32) / 32768
    session = onnxruntime.InferenceSession(model)
    context = numpy.zeros(64, numpy.float32)
    state = numpy.zeros((2, 1, 128), numpy.float32)
    for start in range(0, len(samples) - 511, 512):
        window = samples[start:start + 512]
        feed = {"input": numpy.concatenate([context, window])[None], "state": state, "sr": numpy.array(16000)}
        score, state = session.run(None, feed)
        context = window[-64:]
        print("%.6f" % score[0, 0])


main(*sys.argv[1:])
