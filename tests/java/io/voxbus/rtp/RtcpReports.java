package io.voxbus.rtp;

import java.util.ArrayList;
import java.util.List;

/** Remembers what RTCP told. */
final class RtcpReports implements RtcpPacket.Listener {
  final List<Object> told = new ArrayList<>();

  @Override
  public void senderReport(int ssrc, long ntp, int timestamp) {
    told.add("sender " + ssrc + " " + Long.toHexString(ntp) + " " + timestamp);
  }

  @Override
  public void report(ReportBlock block) {
    told.add(block);
  }

  @Override
  public void bye(int ssrc) {
    told.add("bye " + ssrc);
  }
}
