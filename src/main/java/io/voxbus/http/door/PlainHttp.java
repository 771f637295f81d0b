package io.voxbus.http.door;

import io.vertx.core.http.HttpServerOptions;

/** How a port of ours speaks HTTP. */
public final class PlainHttp {
  private PlainHttp() {}

  /**
   * HTTP/1.1 alone. Without TLS a client can only get to HTTP/2 by an upgrade, which Java's own client asks for unasked;
   * and one in some hundred such clients then breaks off, or waits for ever, when the first answer is longer than a
   * frame.
   */
  public static HttpServerOptions options() {
    return new HttpServerOptions().setHttp2ClearTextEnabled(false);
  }
}
