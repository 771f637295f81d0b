package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.rtp.RtpCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpConfigTest {
  @Test
  void whatIsNotGivenHasItsDefault() {
    RtpConfig config = config(0, 0, null, null);
    assertEquals(new RtpConfig("0.0.0.0", null, null, null, 10_000, 19_999, RtpConfig.Nat.STRICT,
        new Seconds(60_000), new Millis(20), new Millis(200), new Seconds(5000),
        List.of("g722", "pcmu", "pcma", "opus"), 46), config);
    assertEquals(List.of(RtpCodec.G722, RtpCodec.PCMU, RtpCodec.PCMA, RtpCodec.OPUS),
        config.rtpCodecs());
  }

  @Test
  void whatCanNotBeIsRefusedAtTheStart() {
    assertEquals("ports from 20000 to 20000", refusal(20_000, 20_000, null, null));
    assertEquals("ports from 20000 to 70000", refusal(20_000, 70_000, null, null));
    assertEquals("jitter buffer from 300 to 200 ms", refusal(0, 0, new Millis(300), null));
    assertEquals("no codec gsm; there are pcmu, pcma, g722, opus",
        refusal(0, 0, null, List.of("gsm")));
  }

  private static String refusal(int first, int last, Millis least, List<String> codecs) {
    return assertThrows(IllegalArgumentException.class, () -> config(first, last, least, codecs))
        .getMessage();
  }

  private static RtpConfig config(int first, int last, Millis least, List<String> codecs) {
    return new RtpConfig(null, "", null, null, first, last, null, null, least, null, null, codecs,
        null);
  }
}
