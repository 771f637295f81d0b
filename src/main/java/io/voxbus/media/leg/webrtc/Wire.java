package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Path;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A way out of the port, to one address of a client. */
interface Wire {
  /** From any thread; what cannot be sent is lost. */
  void send(byte[] packet, int offset, int length);

  /** Something of the port's that has a key in its selector; on the port's thread. */
  interface Socket {
    /** It can be read from, or written to. */
    void ready() throws IOException;
  }

  /** What packets come by. */
  interface Source {
    /** The way back to where a packet came from. */
    Wire back(InetSocketAddress remote);
  }

  /** Takes what has come; on the port's thread. */
  interface Arrivals {
    /** The packet is overwritten afterwards. */
    void arrived(Source source, Path path, byte[] packet, int length);
  }
}
