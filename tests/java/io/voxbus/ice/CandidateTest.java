package io.voxbus.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
  @Test
  void oursAreHostCandidatesOfComponentOne() {
    assertEquals("candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host",
        Candidate.host(1, Checks.SERVER, 65_535).line());
    assertEquals("candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:1 10000 typ host",
        Candidate.host(2, Checks.at("2001:db8::1", 10_000), 65_534).line());
  }

  @Test
  void whatABrowserTricklesIsRead() {
    Candidate candidate = Candidate.parse("candidate:842163049 1 udp 1677729535 203.0.113.9 46154"
        + " typ srflx raddr 192.168.1.4 rport 46154 generation 0 ufrag EsAw network-cost 999");
    assertEquals(new Candidate("842163049", 1, "udp", 1_677_729_535, "203.0.113.9", 46_154,
        "srflx", ""), candidate);
  }

  @Test
  void aNameOfTheClientsOwnNetworkIsHidden() {
    assertEquals(true, Candidate.parse("candidate:1 1 UDP 2122252543"
        + " 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 10004 typ host").hidden());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "candidate:1 1 udp 1 192.0.2.1", "nonsense",
      "candidate:1 one udp 1 192.0.2.1 5 typ host", "candidate:1 1 udp 1 192.0.2.1 70000 typ host",
      "candidate:1 1 udp -1 192.0.2.1 7000 typ host", "candidate:1 1 udp 1 192.0.2.1 7000 host x"})
  void whatIsNoneIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> Candidate.parse(line));
  }
}
