package io.voxbus.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.OpenPorts;
import io.voxbus.directory.SocketCount;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.WsRequest;
import io.voxbus.testing.Examples;
import io.voxbus.testing.Records;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REST, keys and the opening of sockets (wire-spec 1.1, 1.2); sessions and calls are played by the test. */
@Timeout(20)
class HttpApiTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();
  private final LocalCalls calls = new LocalCalls();
  private final BlockingQueue<Object> asked = new LinkedBlockingQueue<>();
  private Promise<String> session = Promise.promise();
  private Bus bus;
  private int port;

  @BeforeEach
  void open() {
    session.complete("session");
    bus = new Bus(vertx, "n1", id -> calls.find(id).compose(entry -> entry.isPresent()
        ? Future.succeededFuture(entry.get().node())
        : Future.failedFuture(Fault.notFound("call " + id))), Duration.ofSeconds(2));
    bus.serve(Addresses.ws(), request -> {
      asked.add(request);
      return session.future();
    });
    bus.serve(Addresses.call("s1"), request -> {
      asked.add(request);
      return Future.succeededFuture(request instanceof CallRequest.Attach
          ? new CallReply.Attached("n1", 0)
          : new CallReply.Done());
    });
    port = listen(bus, calls, List.of());
    calls.claim(new CallEntry("s1", CallType.WEB_SOCKET, "n1", 1, "connecting",
        1_704_110_400_000L, null, null, "1234567890", "0987654321",
        Json.mapper().createObjectNode().put("caller", "1234567890").put("callee", "0987654321")
            .put("offer", "sdp-offer-string")));
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void listsHaveTheKeysAndTypesOfTheDocument() throws Exception {
    JsonNode example = Json.mapper().readTree(Examples.seed("answer").get("lists"));
    JsonNode lists = json(get("/call/lists"));
    Map<String, JsonNodeType> wanted = types(example.get("calls").get(0));
    Map<String, JsonNodeType> given = types(lists.get("calls").get(0));
    given.keySet().retainAll(wanted.keySet());
    assertEquals(wanted, given);
    assertEquals(types(example.get("calls").get(0).get("option")),
        types(lists.get("calls").get(0).get("option")));
  }

  @Test
  void listsTellEveryNameThatClientsReadACallBy() throws Exception {
    assertEquals("{\"calls\":[{\"id\":\"s1\",\"call_type\":\"web_socket\",\"callType\":"
        + "\"webSocket\",\"created_at\":\"2024-01-01T12:00:00Z\",\"createdAt\":"
        + "\"2024-01-01T12:00:00Z\",\"startTime\":\"2024-01-01T12:00:00Z\","
        + "\"duration\":0,\"state\":\"connecting\",\"node\":\"n1\",\"option\":"
        + "{\"caller\":\"1234567890\",\"callee\":\"0987654321\",\"offer\":\"sdp-offer-string\"}}],"
        + "\"total\":1}", get("/call/lists").body());
    JsonNode active = json(get("/list")).get("active_calls").get(0);
    assertEquals(active.get("option"), active.get("cs.option"));
  }

  @Test
  void iceServersAreAnArrayByDecisionWithoutNullsAndWithThePasswordUnderBothNames()
      throws Exception {
    JsonNode example = Json.mapper().readTree(Examples.seed("answer").get("iceservers"));
    assertEquals(true, example.isArray());
    assertEquals("[{\"urls\":[\"stun:restsend.com:3478\"]},{\"urls\":"
        + "[\"turn:restsend.com:3478\"],\"username\":\"username\",\"credential\":\"password\","
        + "\"password\":\"password\"}]", get("/iceservers").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s1", "unknown"})
  void killAsInTheDocumentIsAlwaysTrue(String id) throws Exception {
    HttpResponse<String> answer = post("/call/kill/" + id, "");
    assertEquals(200, answer.statusCode());
    assertEquals(Json.mapper().readTree(Examples.seed("answer").get("kill")), json(answer));
    assertEquals(id.equals("s1") ? new CallRequest.Kill("killed", "system") : null, asked.poll());
  }

  @Test
  void killAsLaterSystemsHaveItTellsWhetherThereWasSuchACall() throws Exception {
    assertEquals("200 {\"status\":\"killed\",\"id\":\"s1\"}", text(get("/kill/s1")));
    assertEquals("200 {\"status\":\"killed\",\"id\":\"s1\"}", text(post("/kill/s1", "")));
    assertEquals("404 {\"status\":\"not_found\",\"id\":\"x\"}", text(get("/kill/x")));
  }

  @Test
  void aCommandIsSentToItsCall() throws Exception {
    assertEquals("200 {\"status\":\"sent\",\"id\":\"s1\"}",
        text(post("/command/s1", "{\"command\":\"pause\"}")));
    assertEquals(new CallRequest.Obey(new Command.Pause(null)), asked.poll());
    assertEquals("404 {\"status\":\"not_found\",\"id\":\"x\"}",
        text(post("/command/x", "{\"command\":\"pause\"}")));
    HttpResponse<String> unknown = post("/command/s1", "{\"command\":\"x\"}");
    assertEquals(Map.of("status", "error", "error", "unknown command \"x\"", "code", 400),
        Json.mapper().convertValue(json(unknown), Map.class));
    assertEquals(400, unknown.statusCode());
    assertEquals(400, post("/command/s1", "").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/call.js", "/api/openapi.yaml", "/call/lists", "/list", "/cluster",
      "/iceservers"})
  void whatIsReadCanBeAskedForItsHead(String path) throws Exception {
    HttpResponse<String> whole = get(path);
    HttpResponse<String> head = send(request(path).HEAD());
    assertEquals(
        List.of(200, whole.headers().firstValue("content-type"),
            Optional.of(String.valueOf(whole.body().getBytes(UTF_8).length)), ""),
        List.of(head.statusCode(), head.headers().firstValue("content-type"),
            head.headers().firstValue("content-length"), head.body()));
  }

  @Test
  void anUpgradeToHttp2IsNotTaken() throws Exception {
    assertEquals(List.of(HttpClient.Version.HTTP_2, HttpClient.Version.HTTP_1_1),
        List.of(CLIENT.version(), get("/api/openapi.yaml").version()));
  }

  @Test
  void nothingIsDoneForAHead() throws Exception {
    assertEquals(405, send(request("/kill/s1").HEAD()).statusCode());
    assertEquals(null, asked.poll());
  }

  @ParameterizedTest
  @CsvSource({"/nowhere, 404", "/call, 426", "/call/webrtc, 426", "/events/x, 404"})
  void otherRequestsHaveTheirStatus(String path, int status) throws Exception {
    assertEquals(status, get(path).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"/call, WEB_SOCKET", "/call/, WEB_SOCKET", "/call/webrtc, WEBRTC",
      "/call/sip, SIP"})
  void eachKindOfSocketOpensASession(String path, CallType type) throws Exception {
    WebSocket socket = socket(path + "?id=new&dump=0&serverSideTrack=bot&grace=3");
    WsRequest.Open open = (WsRequest.Open) asked.poll(5, TimeUnit.SECONDS);
    assertEquals(
        new WsRequest.Open(open.socketId(), "new", type, false, false, 0, false, "bot", 3_000L),
        open);
    socket.abort();
  }

  @Test
  void aSocketThatGoesWhileItsSessionIsOpenedIsClosedForTheSession() throws Exception {
    session = Promise.promise();
    WebSocket socket = socket("/call?id=new");
    WsRequest.Open open = (WsRequest.Open) asked.poll(5, TimeUnit.SECONDS);
    BlockingQueue<Object> first = new LinkedBlockingQueue<>();
    bus.receive(Addresses.socketIn(open.socketId()), first::add);
    socket.abort();
    assertEquals(new SocketInput.Closed(null), first.poll(5, TimeUnit.SECONDS));
    session.complete("session");
    assertEquals(new SocketInput.Closed(null), first.poll(5, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b;c=d", "a+b", "x-1@10.0.0.1;tag=y", "a%2Bb"})
  void anIdNeedsNoEscapes(String id) throws Exception {
    socket("/call?id=" + id + "&dump=true").abort();
    WsRequest.Open open = (WsRequest.Open) asked.poll(5, TimeUnit.SECONDS);
    assertEquals(id.replace("%2B", "+"), open.callId());
  }

  @ParameterizedTest
  @CsvSource({"/call?id=s1, 409", "/call?id=x&attach=true, 404", "/call?attach=true, 400",
      "/call?dump=foo, 400", "/call?id=a/b, 400"})
  void aSocketThatCannotBeIsRefusedBeforeItIsOpen(String path, int status) {
    assertEquals(status, refused(path));
    assertEquals(null, asked.poll());
  }

  @Test
  void aRunningCallIsJoined() throws Exception {
    socket("/call?id=s1&attach=1&since=7").abort();
    WsRequest.Open open = (WsRequest.Open) asked.poll(5, TimeUnit.SECONDS);
    assertEquals(List.of("s1", true, 7L), List.of(open.callId(), open.attach(), open.since()));
  }

  @Test
  void moreSocketsThanAllowedAreRefused() {
    List<WebSocket> open = new ArrayList<>();
    open.add(socket("/call?id=a"));
    open.add(socket("/call?id=b"));
    assertEquals(503, refused("/call?id=c"));
    open.forEach(WebSocket::abort);
  }

  @Test
  void streamsOfEventsThatHaveEndedCountNoMore() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertEquals("404 track not active", text(get("/events/x")));
    }
  }

  @Test
  void aStreamOfEventsThatNobodyReadsBreaksOff() throws Exception {
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(new InetSocketAddress("127.0.0.1", port));
      client.getOutputStream().write("GET /events/s1 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      CallRequest.Attach attach = (CallRequest.Attach) asked.poll(5, TimeUnit.SECONDS);
      Address<Told> session = Addresses.session(attach.client().sessionId(), "n1");
      String reason = "x".repeat(100_000);
      for (int i = 1; i <= 200; i++) {
        bus.send(session, new Emitted(new Event.Error("s1", 7, "x", reason, 500), i));
      }
      assertEquals(new CallRequest.Detach(attach.client().sessionId(), false),
          asked.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void theEventsOfACallAreStreamedUntilItsHangup() throws Exception {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<HttpResponse<String>> stream = CLIENT.sendAsync(
          request("/events/s1").build(), HttpResponse.BodyHandlers.ofString());
      CallRequest.Attach attach = (CallRequest.Attach) asked.poll(5, TimeUnit.SECONDS);
      Address<Told> session = Addresses.session(attach.client().sessionId(), "n1");
      bus.send(session, new Emitted(new Event.Inactivity("s1", 7), 1));
      bus.send(session, new Obeyed(new Command.Tts("hi", null, null, false, false, false, null,
          false, null, Records.of(TtsOption.class, "secretKey", "s3cret"))));
      Event.Hangup hangup = Records.of(Event.Hangup.class, "reason", "killed");
      bus.send(session, new Emitted(hangup, 2));
      HttpResponse<String> answer = stream.get(5, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode());
      assertEquals("""
          id: 1
          event: event
          data: {"event":"inactivity","trackId":"s1","timestamp":7,"seq":1}

          event: command
          data: {"command":"tts","text":"hi","autoHangup":false,"streaming":false,\
          "endOfStream":false,"base64":false,"option":{"secretKey":"***"}}

          id: 2
          event: event
          data: {"event":"hangup","timestamp":0,"reason":"killed","seq":2}

          """, answer.body().replace(":\n\n", ""));
      assertEquals(new CallRequest.Detach(attach.client().sessionId(), false),
          asked.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void withKeysEveryRouteAndSocketWantsOne() throws Exception {
    Vertx other = Vertx.vertx();
    port = listen(new Bus(other, "n2", id -> Future.failedFuture(Fault.notFound(id)),
        Duration.ofSeconds(2)), new LocalCalls(), List.of("k1", "k2"));
    for (String path : List.of("/call/lists", "/list", "/iceservers", "/kill/x", "/events/x",
        "/call", "/call?token=", "/call/lists?token=k", "/call/lists?token=k11", "/cluster")) {
      assertEquals(401, get(path).statusCode(), path);
    }
    assertEquals(401, refused("/call?id=a"));
    assertEquals(200, get("/iceservers?token=k2").statusCode());
    assertEquals(200, send(request("/iceservers").header("Authorization", "Bearer k1"))
        .statusCode());
    assertEquals(200, send(request("/iceservers").header("Authorization", "bearer  k2"))
        .statusCode());
    assertEquals(401, send(request("/iceservers").header("Authorization", "Basic k1"))
        .statusCode());
    assertEquals(401,
        send(request("/iceservers?token=k1").header("Authorization", "Bearer no")).statusCode());
    assertEquals(true, send(request("/iceservers").header("Authorization", "x")).headers()
        .firstValue("WWW-Authenticate").isPresent());
    assertEquals(200, get("/").statusCode());
    other.close().toCompletionStage().toCompletableFuture().join();
  }

  private static int listen(Bus bus, LocalCalls calls, List<String> keys) {
    IceConfig ice = new IceConfig(null,
        List.of(new IceConfig.Server(List.of("stun:restsend.com:3478"), null, null, null, null),
            new IceConfig.Server(List.of("turn:restsend.com:3478"), "username", "password", null,
                null)));
    HttpConfig config = new HttpConfig("127.0.0.1", 0, -1, keys, List.of(), false, 2, 0, 0, 0, null,
        0, null, null, null);
    OpenPorts ports = new OpenPorts();
    HttpHost host = new HttpHost(bus, config, ice,
        new HttpHost.Directories(calls, new LocalNode()), new SocketCount(config.maxSockets()),
        ports);
    bus.vertx().deployVerticle(host).toCompletionStage().toCompletableFuture().join();
    return ports.of(OpenPorts.HTTP);
  }

  private WebSocket socket(String path) {
    return CLIENT.newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new WebSocket.Listener() {})
        .join();
  }

  private int refused(String path) {
    CompletionException failure = assertThrows(CompletionException.class, () -> socket(path));
    return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return Json.mapper().readTree(answer.body());
  }

  private static String text(HttpResponse<String> answer) {
    return answer.statusCode() + " " + answer.body();
  }

  private static Map<String, JsonNodeType> types(JsonNode object) {
    Map<String, JsonNodeType> types = new TreeMap<>();
    object.properties().forEach(field -> types.put(field.getKey(), field.getValue()
        .getNodeType()));
    return types;
  }
}
