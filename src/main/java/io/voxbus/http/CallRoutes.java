package io.voxbus.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.voxbus.http.door.Reading;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.http.door.Answers;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls by REST, the same on every node: lists, kill, command. */
final class CallRoutes {
  private final Bus bus;
  private final CallDirectory directory;

  CallRoutes(Bus bus, CallDirectory directory) {
    this.bus = bus;
    this.directory = directory;
  }

  void mount(Router router, BodyHandler body) {
    Reading.at(router, "/call/lists").handler(request -> list(request, false));
    Reading.at(router, "/list").handler(request -> list(request, true));
    router.post("/call/kill/:id").handler(this::killQuietly);
    router.route("/kill/:id").method(HttpMethod.GET).method(HttpMethod.POST).handler(this::kill);
    router.post("/command/:id").handler(request -> readText(request, body)).handler(this::command);
  }

  private void list(RoutingContext request, boolean active) {
    directory.list().onSuccess(entries -> {
      List<Map<String, Object>> calls = entries.stream()
          .sorted(Comparator.comparingLong(CallEntry::createdMillis))
          .map(entry -> item(entry, active)).toList();
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put(active ? "active_calls" : "calls", calls);
      answer.put("total", calls.size());
      Answers.json(request, answer);
    }).onFailure(failure -> Answers.fault(request, failure));
  }

  private static Map<String, Object> item(CallEntry entry, boolean active) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", entry.id());
    item.put("call_type", entry.type().snake());
    item.put("callType", entry.type().camel());
    item.put("created_at", time(entry.createdMillis()));
    item.put("createdAt", time(entry.createdMillis()));
    item.put("startTime",
        time(active ? entry.answerMillis() : Long.valueOf(entry.createdMillis())));
    item.put("ringTime", time(entry.ringMillis()));
    item.put("answerTime", time(entry.answerMillis()));
    item.put("duration", duration(entry));
    item.put("state", entry.state());
    item.put("node", entry.node());
    JsonNode option = entry.option();
    item.put("option", option);
    if (active) {
      item.put("cs.option", option);
    }
    return item;
  }

  /** Seconds since the answer, 0 before it. */
  private static long duration(CallEntry entry) {
    Long answered = entry.answerMillis();
    return answered == null ? 0 : Math.max(0, System.currentTimeMillis() - answered) / 1000;
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  /** As RustPBX answers: {@code true}, whether there was such a call or not. */
  private void killQuietly(RoutingContext request) {
    kill(request.pathParam("id"))
        .recover(failure -> Fault.of(failure).code() == 404
            ? Future.succeededFuture()
            : Future.failedFuture(failure))
        .onSuccess(done -> Answers.json(request, true))
        .onFailure(failure -> Answers.fault(request, failure));
  }

  private void kill(RoutingContext request) {
    String id = request.pathParam("id");
    kill(id).onSuccess(done -> Answers.json(request, status("killed", id)))
        .onFailure(failure -> notFoundOr(request, id, failure));
  }

  private Future<CallReply.Done> kill(String id) {
    return bus.askOwner(id, new CallRequest.Kill("killed", "system"), CallReply.Done.class);
  }

  /** curl calls JSON a form unless it is told otherwise; read as one, a percent sign breaks it. */
  private static void readText(RoutingContext request, BodyHandler body) {
    request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    body.handle(request);
  }

  private void command(RoutingContext request) {
    String id = request.pathParam("id");
    try {
      String body = request.body().asString();
      CallRequest obey = new CallRequest.Obey(Json.command(body == null ? "" : body));
      bus.askOwner(id, obey, CallReply.Done.class)
          .onSuccess(done -> Answers.json(request, status("sent", id)))
          .onFailure(failure -> notFoundOr(request, id, failure));
    } catch (Fault fault) {
      Answers.fault(request, fault);
    }
  }

  private static void notFoundOr(RoutingContext request, String id, Throwable failure) {
    if (Fault.of(failure).code() == 404) {
      Answers.json(request, 404, status("not_found", id));
    } else {
      Answers.fault(request, failure);
    }
  }

  private static Map<String, String> status(String status, String id) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("status", status);
    answer.put("id", id);
    return answer;
  }
}
