package io.voxbus.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.bus.Bus;
import io.voxbus.directory.SocketCount;
import io.voxbus.bus.Fault;
import io.voxbus.http.caller.CallerSockets;
import io.voxbus.http.door.Answers;
import io.voxbus.http.door.Keys;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where other telephone systems bring their calls: {@code /twilio}, {@code /asterisk}. */
final class CallerRoutes {
  private static final String HANG_UP = "/2010-04-01/Accounts/:account/Calls/:sid";
  private static final String BASIC = "Basic ";

  private final Bus bus;
  private final HttpConfig config;
  private final CallerSockets callers;
  private final SocketCount sockets;
  private final Keys keys;
  private final Strangers strangers;

  CallerRoutes(Bus bus, HttpConfig config, SocketCount sockets, Keys keys) {
    this.bus = bus;
    this.config = config;
    this.callers = new CallerSockets(bus, config.callers(), config.ping().millis());
    this.sockets = sockets;
    this.keys = keys;
    this.strangers = new Strangers(config.maxSockets(), keys.admits(null));
  }

  /** Twilio's addresses can't hold a key: it comes with the call. */
  void mountUnguarded(Router router, Handler<RoutingContext> form) {
    router.get("/twilio").handler(this::twilio);
    router.post(HANG_UP).handler(form).handler(this::hangUp);
  }

  void mount(Router router) {
    router.get("/asterisk").handler(this::asterisk);
  }

  private void twilio(RoutingContext context) {
    try {
      Runnable known = strangers.enter();
      open(context, socket -> callers.twilio(socket, key -> admits(key, known), () -> {
        known.run();
        sockets.leave();
      }), known);
    } catch (Fault fault) {
      Answers.fault(context, fault);
    }
  }

  private boolean admits(@Nullable String key, Runnable known) {
    boolean admitted = keys.admits(key);
    if (admitted) {
      known.run();
    }
    return admitted;
  }

  /** How bots of Twilio end a call: with one of our keys as the token of their account. */
  private void hangUp(RoutingContext request) {
    String sid = request.pathParam("sid").replaceFirst("\\.json$", "");
    if (!keys.admits(password(request.request().getHeader(HttpHeaders.AUTHORIZATION)))) {
      request.response().putHeader("WWW-Authenticate", "Basic realm=\"voxbus\"");
      answer(request, 401, new JsonObject().put("code", 20003).put("message", "Authenticate"));
    } else if (!"completed".equals(request.request().getFormAttribute("Status"))) {
      answer(request, 400, new JsonObject().put("code", 20001).put("message",
          "only Status=completed can be asked for"));
    } else {
      bus.ask(Addresses.call(sid), new CallRequest.Kill("mediaPass", "bot"), CallReply.Done.class)
          .onSuccess(done -> answer(request, 200,
              new JsonObject().put("sid", sid).put("status", "completed")))
          .onFailure(failure -> answer(request, Fault.of(failure).code(),
              new JsonObject().put("code", 20404).put("message", "there is no call " + sid)));
    }
  }

  private static void answer(RoutingContext request, int status, JsonObject body) {
    request.response().setStatusCode(status).putHeader("Content-Type", "application/json")
        .end((status == 200 ? body : body.put("status", status)).encode());
  }

  /** Of Basic credentials; null when there are none. */
  private static @Nullable String password(@Nullable String header) {
    if (header == null || !header.startsWith(BASIC)) {
      return null;
    }
    try {
      String pair = new String(Base64.getDecoder().decode(header.substring(BASIC.length())),
          StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException noBase64) {
      return null;
    }
  }

  private void asterisk(RoutingContext context) {
    HttpServerRequest request = context.request();
    try {
      String given = request.getParam("id");
      String id = given == null ? null : SocketQuery.checkedId(given);
      JsonObject option = CallerSockets.option(request.getParam("option"));
      open(context, socket -> callers.asterisk(socket, id, option, sockets::leave), () -> {});
    } catch (Fault fault) {
      Answers.fault(context, fault);
    }
  }

  /** @param refused run when nothing comes of it */
  private void open(RoutingContext context, Consumer<ServerWebSocket> serve, Runnable refused) {
    try {
      SocketRoutes.checkUpgrade(context.request());
      if (!sockets.enter()) {
        throw Fault.unavailable("this node has its " + config.maxSockets() + " sockets");
      }
      context.request().toWebSocket().onSuccess(serve::accept).onFailure(failure -> {
        sockets.leave();
        refused.run();
        Answers.fault(context, failure);
      });
    } catch (Fault fault) {
      refused.run();
      Answers.fault(context, fault);
    }
  }
}
