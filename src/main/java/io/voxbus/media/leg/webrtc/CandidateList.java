package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The candidates of a port: public addresses first, then those of the machine; the same by TCP after them. */
final class CandidateList {
  private static final int HIGHEST = 65_535;

  private CandidateList() {}

  static List<Candidate> of(WebRtcConfig config, List<InetAddress> local, int port) {
    Set<InetAddress> all = new LinkedHashSet<>();
    config.publicAddresses().forEach(address -> all.add(InetAddress.ofLiteral(address)));
    all.addAll(local);
    List<Candidate> candidates = new ArrayList<>();
    for (InetAddress address : all) {
      int before = candidates.size();
      candidates.add(Candidate.host(before + 1, new InetSocketAddress(address, port),
          HIGHEST - before));
    }
    if (config.tcp()) {
      for (InetAddress address : all) {
        int before = candidates.size();
        candidates.add(Candidate.passive(before + 1, new InetSocketAddress(address, port),
            HIGHEST - before));
      }
    }
    return List.copyOf(candidates);
  }
}
