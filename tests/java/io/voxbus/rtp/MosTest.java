package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MosTest {
  @ParameterizedTest
  @CsvSource({"PCMU,0,0,4.41", "PCMA,100,0,4.36", "PCMU,50,1,4.30", "PCMU,50,5,3.87",
      "PCMU,400,0,3.05",
      "PCMU,50,50,1.56", "PCMU,2000,100,1.0", "OPUS,50,5,4.02"})
  void itFallsWithDelayAndLoss(RtpCodec codec, double delay, double loss, double mos) {
    assertEquals(mos, Mos.of(codec, delay, loss), 0.02);
  }
}
