package io.voxbus.ai.onnx;

/** How a text is pronounced. */
interface Phonemes {
  /** @return sounds, and the punctuation between them */
  String of(String text);
}
