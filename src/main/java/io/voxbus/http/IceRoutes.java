package io.voxbus.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.ext.web.Router;
import io.voxbus.http.door.Reading;
import io.voxbus.http.door.Answers;
import io.voxbus.http.door.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /iceservers}: what a client gives to its RTCPeerConnection. */
final class IceRoutes {
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
    IceConfig.Login login = server.login(client, (nowMillis + server.ttl().millis()) / 1000);
    return new Offered(server.urls(), login.username(), login.credential());
  }
}
