package io.voxbus.ai.pass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.audio.Tone;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.api.Millis;
import io.voxbus.testing.Spectrum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassFormatTest {
  private static final PassFormat USUAL = new PassFormat(16_000, 16_000, 2560);

  @Test
  void knowsItsDefaults() {
    assertEquals(USUAL,
        PassFormat.of(new MediaPassOption("ws://a", null, null, null, null, null, null)));
    assertEquals(new PassFormat(24_000, 8_000, 320),
        PassFormat
            .of(new MediaPassOption("ws://a", 24_000, 8_000, null, new Millis(20), null, null)));
    assertEquals(new PassFormat(24_000, 8_000, 640),
        PassFormat
            .of(new MediaPassOption("ws://a", 24_000, 8_000, 640, new Millis(20), null, null)));
  }

  @ParameterizedTest
  @CsvSource({"12345,16000,640", "16000,12345,640", "16000,16000,641", "16000,16000,0",
      "16000,16000,100000"})
  void refusesWhatCanNotBeSent(int input, int output, int packet) {
    assertEquals(400, assertThrows(SpeechException.class, () -> PassFormat.of(
        new MediaPassOption("ws://a", input, output, packet, null, null, null))).code());
  }

  @Test
  void theServiceIsToldInTheQueryWhatItWillBeSent() {
    ProviderTarget plain = PassTarget.of("ws://example.org:81", USUAL);
    ProviderTarget own = PassTarget.of("wss://example.org/a%20b?token=t", USUAL);

    assertEquals("/?sample_rate=16000&packet_size=2560", plain.uri());
    assertEquals("mediaPass at example.org:81", plain.where());
    assertEquals("/a%20b?token=t&sample_rate=16000&packet_size=2560", own.uri());
    assertEquals("true 443", own.ssl() + " " + own.port());
  }

  @ParameterizedTest
  @CsvSource(value = {"null", "http://a", "ws:", "ws://a b?token=secret"}, nullValues = "null")
  void whatIsNoAddressIsRefusedWithoutBeingShown(String url) {
    assertEquals("mediaPass: the url is no ws or wss address",
        assertThrows(SpeechException.class, () -> PassTarget.of(url, USUAL)).getMessage());
  }

  @Test
  void framesOfTheCallerLeaveInPacketsOfTheAgreedRateAndSize() {
    PassAudio audio = new PassAudio(new PassFormat(16_000, 8_000, 400));
    short[] tone = new short[16_000];
    Tone.sine(500, -12).fill(tone);
    List<byte[]> packets = new ArrayList<>();

    for (int at = 0; at < tone.length; at += 320) {
      audio.heard(java.util.Arrays.copyOfRange(tone, at, at + 320), packets::add);
    }

    assertEquals(40, packets.size());
    assertTrue(packets.stream().allMatch(packet -> packet.length == 400));
    short[] sent = packets.stream().map(packet -> new PcmBytes().decode(packet))
        .reduce(PassFormatTest::joined).orElseThrow();
    assertEquals(-12, Spectrum.level(sent, 8_000, 500), 0.5);
  }

  @Test
  void whatTheServiceSaysComesAtSixteenKilohertzEvenWhenSamplesAreCut() {
    PassAudio same = new PassAudio(USUAL);
    assertArrayEquals(new short[]{1}, same.said(new byte[]{1, 0, 2}));
    assertArrayEquals(new short[]{2}, same.said(new byte[]{0}));

    assertEquals(8_000,
        new PassAudio(new PassFormat(24_000, 16_000, 640)).said(new byte[24_000]).length);
  }

  @Test
  void aPauseEndsWhatIsSaidAndSoDoesASecondOfSilence() {
    Bursts bursts = new Bursts();
    short[] loud = new short[1600];
    java.util.Arrays.fill(loud, (short) 1000);
    short[] silence = new short[1600];

    assertTrue(bursts.over(0));
    assertFalse(bursts.accept(silence, 0));
    assertTrue(bursts.accept(loud, 100));
    assertFalse(bursts.over(599));
    assertTrue(bursts.over(600));
    assertTrue(bursts.accept(loud, 700));
    for (int i = 0; i < 9; i++) {
      assertTrue(bursts.accept(silence, 700));
    }
    assertFalse(bursts.accept(silence, 700));
    assertTrue(bursts.over(700));
  }

  private static short[] joined(short[] a, short[] b) {
    short[] all = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
