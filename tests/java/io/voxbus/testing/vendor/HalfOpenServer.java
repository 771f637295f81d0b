package io.voxbus.testing.vendor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes WebSockets (RFC 6455 section 4.2.2) and then is as good as dead: reads all, answers nothing, no ping either. */
public final class HalfOpenServer {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

  private final NetServer server;

  public HalfOpenServer(Vertx vertx) {
    server = vertx.createNetServer().connectHandler(socket -> socket.handler(bytes -> {
      Matcher key = KEY.matcher(bytes.toString());
      if (key.find()) {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key.group(1))
            + "\r\n\r\n");
      }
    }));
  }

  public Future<HalfOpenServer> start() {
    return server.listen(0, "127.0.0.1").map(listening -> this);
  }

  public String endpoint() {
    return "ws://127.0.0.1:" + server.actualPort();
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
          .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
