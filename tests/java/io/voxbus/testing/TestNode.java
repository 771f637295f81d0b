package io.voxbus.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
import io.voxbus.node.Node;
import io.voxbus.node.NodeConfig;
import io.voxbus.node.Variables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A whole node in this JVM, on free ports of loopback, with its data in a folder of its own. */
public final class TestNode implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long START_SECONDS = 60;

  private final Node node;
  private volatile boolean closed;

  private TestNode(Node node) {
    this.node = node;
  }

  /**
   * Starts a node.
   *
   * @param data     where it writes; also its media root
   * @param sections YAML of further sections; {@code http} and {@code media} have keys added with {@code httpMore} only
   */
  public static TestNode start(Path data, String sections) {
    return start(data, "", sections);
  }

  /** Starts a node with further keys of its {@code http} section, indented by two. */
  public static TestNode start(Path data, String httpMore, String sections) {
    String yaml = """
        http:
          port: 0
          managementPort: 0
        %smedia:
          root: "%s"
        recorder:
          root: "%s/recordings"
        dump:
          root: "%s/recordings"
        callrecord:
          root: "%s/cdr"
        fetch:
          cacheRoot: "%s/cache"
        webrtc:
          port: 0
          addresses: [127.0.0.1]
        ai:
          asr: scripted
          tts: tone
          cache:
            folder: "%s/phrases"
        %s""".formatted(httpMore, data, data, data, data, data, data, sections);
    return start(NodeConfig.parse(yaml, new Variables(name -> null)));
  }

  public static TestNode start(NodeConfig config) {
    try {
      return new TestNode(Node
          .start(config,
              options -> options.setMaxEventLoopExecuteTime(1)
                  .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS))
          .toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the node takes calls at its full speed. */
  public void awaitReady() {
    inTime(node.ready());
  }

  private static <T> T inTime(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the take-overs are rehearsed; gives how many were. */
  public int rehearsed() {
    return inTime(node.rehearsed());
  }

  public int port() {
    return node.port();
  }

  /** The port of a SIP transport, named as in a Via. */
  public int sipPort(String transport) {
    return node.sipPorts().get(transport);
  }

  public int managementPort() {
    return node.managementPort();
  }

  public int audioSocketPort() {
    return node.audioSocketPort();
  }

  public Vertx vertx() {
    return node.vertx();
  }

  public WsClient connect(String path) {
    return WsClient.connect(port(), path);
  }

  public int refusal(String path) {
    return WsClient.refusal(port(), path);
  }

  /** An answer to an HTTP request. */
  public record Answer(int status, String body) {
    public JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError(body, e);
      }
    }
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(port(), path)).GET());
  }

  public Answer post(String path, String body) {
    return send(HttpRequest.newBuilder(uri(port(), path))
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public Answer getManagement(String path) {
    return send(HttpRequest.newBuilder(uri(managementPort(), path)).GET());
  }

  /**
   * Sends any request; {@link #uri} says where to. A GET whose connection is closed before there is an answer, as the
   * server is just replaced, is sent once more (RFC 9112 section 9.3.1).
   */
  public Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      return sent(request);
    } catch (IOException e) {
      if (!request.method().equals("GET")) {
        throw new AssertionError(e);
      }
    }
    try {
      return sent(request);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Answer sent(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public URI uri(String path) {
    return uri(port(), path);
  }

  public static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Begins to drain, and ends when nothing is left. */
  public void leave() {
    node.leave();
  }

  /** What runs on it ends without a word, and it is gone from its cluster. */
  public void crash() {
    closed = true;
    try {
      node.vertx().close().toCompletionStage().toCompletableFuture().get(START_SECONDS,
          TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Stops it; a second time there is nothing left to do. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      node.stop().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
