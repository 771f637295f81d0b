package io.voxbus.testing.sip;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where a peer's bytes go. */
interface Wire {
  void send(byte[] bytes) throws IOException;

  InetSocketAddress local();

  void close() throws IOException;
}
