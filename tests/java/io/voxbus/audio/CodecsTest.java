package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecsTest {
  @ParameterizedTest
  @CsvSource({"pcm, 24000, 24000", "L16, 8000, 8000", "pcm/8000, 16000, 8000",
      "PCM/16000, 8000, 16000",
      "pcm/24000, 16000, 24000", "pcm/48000, 16000, 48000", "PCMU, 16000, 8000",
      "pcma, 16000, 8000",
      "G722, 8000, 16000", "opus, 16000, 16000", "Opus, 48000, 48000"})
  void opensByNameInAnyCase(String name, int asked, int sampleRate) {
    Codec codec = Codecs.open(name, asked);
    assertEquals(sampleRate, codec.sampleRate());
    byte[] packet = new byte[Codec.MAX_BYTES];
    int bytes = codec.encode(new short[sampleRate / 50], packet);
    assertEquals(sampleRate / 50, codec.decode(packet, 0, bytes, new short[Codec.MAX_SAMPLES]));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheOnesThereAre() {
    String message = assertThrows(IllegalArgumentException.class, () -> Codecs.open("g729", 8000))
        .getMessage();
    assertEquals(
        "no codec g729; there are pcm, l16, pcm/8000, pcm/16000, pcm/24000, pcm/48000, pcmu, pcma, g722, opus",
        message);
  }

  @Test
  void aRateThatACodecDoesNotRunAtIsAnsweredWithThoseItDoes() {
    String pcm = assertThrows(IllegalArgumentException.class, () -> Codecs.open("pcm", 11_025))
        .getMessage();
    assertTrue(pcm.contains("8000, 16000, 24000, 48000"), pcm);
    String opus = assertThrows(IllegalArgumentException.class, () -> Codecs.open("opus", 44_100))
        .getMessage();
    assertTrue(opus.contains("8000, 16000, 24000, 48000"), opus);
  }
}
