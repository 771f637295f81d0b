package io.voxbus.http.door;

import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Lets only those to the nodes themselves who hold an admin key; an API key is none. */
public final class AdminKeys {
  private final boolean none;
  private final Keys admins;
  private final Keys clients;

  public AdminKeys(List<String> adminKeys, List<String> apiKeys) {
    this.none = adminKeys.isEmpty();
    this.admins = new Keys(adminKeys);
    this.clients = new Keys(apiKeys);
  }

  public void check(RoutingContext request) {
    if (none) {
      Answers.error(request, 403,
          "no admin key is configured: set http.adminKeys (VOXBUS_ADMIN_KEYS)");
    } else if (admins.isBearer(request)) {
      request.next();
    } else if (clients.isBearer(request)) {
      Answers.error(request, 403, "that is an API key; this wants an admin key");
    } else {
      request.response().putHeader("WWW-Authenticate", "Bearer realm=\"admin\"");
      Answers.error(request, 401, "an admin key is wanted: Authorization: Bearer <admin key>");
    }
  }
}
