package io.voxbus.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.http.caller.CallerSockets;
import java.util.function.Consumer;

/** Where other telephone systems bring their calls: {@code /twilio}, {@code /asterisk}. */
final class CallerRoutes {
  private final HttpConfig config;
  private final CallerSockets callers;
  private final SocketCount sockets;
  private final Keys keys;

  CallerRoutes(Bus bus, HttpConfig config, SocketCount sockets, Keys keys) {
    this.config = config;
    this.callers = new CallerSockets(bus, config.callers(), config.ping().millis());
    this.sockets = sockets;
    this.keys = keys;
  }

  /** Twilio's addresses can't hold a key: it comes with the call. */
  void mountUnguarded(Router router) {
    router.get("/twilio").handler(
        request -> open(request, socket -> callers.twilio(socket, keys::admits, sockets::leave)));
  }

  void mount(Router router) {
    router.get("/asterisk").handler(this::asterisk);
  }

  private void asterisk(RoutingContext context) {
    HttpServerRequest request = context.request();
    try {
      String given = request.getParam("id");
      String id = given == null ? null : SocketQuery.checkedId(given);
      JsonObject option = CallerSockets.option(request.getParam("option"));
      open(context, socket -> callers.asterisk(socket, id, option, sockets::leave));
    } catch (Fault fault) {
      Answers.fault(context, fault);
    }
  }

  private void open(RoutingContext context, Consumer<ServerWebSocket> serve) {
    try {
      SocketRoutes.checkUpgrade(context.request());
      if (!sockets.enter()) {
        throw Fault.unavailable("this node has its " + config.maxSockets() + " sockets");
      }
      context.request().toWebSocket().onSuccess(serve::accept).onFailure(failure -> {
        sockets.leave();
        Answers.fault(context, failure);
      });
    } catch (Fault fault) {
      Answers.fault(context, fault);
    }
  }
}
