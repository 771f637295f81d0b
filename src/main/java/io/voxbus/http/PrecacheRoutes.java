package io.voxbus.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.http.door.Answers;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /precache}: has a phrase made before a call needs it. */
final class PrecacheRoutes {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Bus bus;

  PrecacheRoutes(Bus bus) {
    this.bus = bus;
  }

  void mount(Router router, BodyHandler body) {
    router.post("/precache").handler(request -> {
      request.request().headers().remove(HttpHeaders.CONTENT_TYPE); // curl says it is a form
      body.handle(request);
    }).handler(this::precache);
  }

  private void precache(RoutingContext request) {
    try {
      AiRequest.Precache wanted = wanted(request.body().asString());
      bus.askFor(Addresses.ai(), wanted, CallReply.Precached.class, PATIENCE)
          .onSuccess(kept -> Answers.json(request, answer(kept, wanted.option())))
          .onFailure(failure -> refuse(request, Fault.of(failure)));
    } catch (Fault fault) {
      Answers.fault(request, fault);
    }
  }

  private static AiRequest.Precache wanted(String body) {
    if (!(Json.command(body == null ? "" : body, "tts") instanceof Command.Tts tts)) {
      throw Fault.badRequest("precache only accepts tts commands");
    }
    if (tts.text() == null || tts.text().isBlank() || tts.base64()) {
      throw Fault.badRequest("precache wants a text");
    }
    TtsOption option = TtsOption.NONE.with(tts.option());
    return new AiRequest.Precache(tts.text(), option.speaking(tts.speaker(), tts.cacheKey()));
  }

  /** The caller's own key was good: that the voice refuses its credentials is no 401 of ours. */
  private static void refuse(RoutingContext request, Fault fault) {
    int code = fault.code();
    Answers.error(request, code == 400 || code == 503 || code == 504 ? code : 500,
        fault.getMessage());
  }

  private static Map<String, Object> answer(CallReply.Precached kept, TtsOption option) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", kept.bytes() > 0 ? "cached" : "exists");
    answer.put("cacheKey", option.cacheKey() == null ? kept.key() : option.cacheKey());
    answer.put("key", kept.key());
    answer.put("bytes", kept.bytes());
    return answer;
  }
}
