package io.voxbus.load.cluster;

import io.voxbus.load.Peer;
import io.voxbus.load.RtcPeer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The socket of a client by WebRTC, which does what a web page does: it takes the answer, and when the call is at another
 * node, it restarts ICE and invites once more.
 *
 * @param then who hears it as well
 */
record Page(RtcPeer browser, KilledCall call, Peer.Listener then) implements Peer.Listener {
  @Override
  public void text(String json) {
    then.text(json);
    if (json.contains("\"event\":\"migrate\"")) {
      restart();
    } else {
      browser.text(json);
    }
  }

  private void restart() {
    browser.restart();
    try {
      call.invite(option(browser));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of its call, in JSON. */
  static String option(RtcPeer browser) {
    return "{\"offer\":\"" + browser.offer() + "\"}";
  }

  @Override
  public void closed() {
    then.closed();
  }
}
