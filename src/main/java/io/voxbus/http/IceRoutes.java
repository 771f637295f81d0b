package io.voxbus.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.ext.web.Router;
import io.voxbus.http.door.Reading;
import io.voxbus.http.door.Answers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** {@code GET /iceservers}: what a client gives to its RTCPeerConnection. */
final class IceRoutes {
  private static final String HMAC = "HmacSHA1";
  private final IceConfig config;

  /** A server as clients are told of it. */
  record Offered(List<String> urls, @Nullable String username, @Nullable String credential) {
    /** The name that clients of RustPBX read {@code credential} by. */
    @JsonProperty("password")
    public @Nullable String password() {
      return credential;
    }
  }

  IceRoutes(IceConfig config) {
    this.config = config;
  }

  void mount(Router router) {
    Reading.at(router, "/iceservers").handler(request -> Answers.json(request,
        offered(request.request().remoteAddress().hostAddress(), System.currentTimeMillis())));
  }

  /**
   * @param client part of its user name at TURN servers with a secret, so that their log tells one client from another
   */
  List<Offered> offered(String client, long nowMillis) {
    return config.servers().stream().map(server -> offered(server, client, nowMillis)).toList();
  }

  private static Offered offered(IceConfig.Server server, String client, long nowMillis) {
    if (server.secret() == null) {
      return new Offered(server.urls(), server.username(), server.credential());
    }
    long expiry = (nowMillis + server.ttl().millis()) / 1000;
    String username = expiry + ":" + client.replace(':', '-');
    return new Offered(server.urls(), username, credential(server.secret(), username));
  }

  private static String credential(String secret, String username) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
