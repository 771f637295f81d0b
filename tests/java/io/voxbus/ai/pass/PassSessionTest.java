package io.voxbus.ai.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Json;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Said;
import io.voxbus.testing.FakeService;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassSessionTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeService service = new FakeService();
  private final Bus bus = new Bus(vertx, "n", id -> Future.succeededFuture("n"),
      Duration.ofSeconds(1));

  @AfterEach
  void stop() {
    service.close();
    vertx.close().await();
  }

  @Test
  void halfASampleOfAConnectionThatBrokeDoesNotSpoilTheNextOne() throws Exception {
    BlockingQueue<short[]> said = new LinkedBlockingQueue<>();
    bus.receive(Addresses.said("c"), (Said one) -> {
      if (one instanceof Said.Audio(int item, short[] pcm)) {
        said.add(pcm);
      }
    });
    bus.receive(Addresses.aiEvents("c"), (AiEvent event) -> {
      if (event instanceof AiEvent.PassSpeaks) {
        bus.send(Addresses.pass("c"), new AiRequest.PassTo(0));
      }
    });
    MediaPassOption option = Json.mapper()
        .readValue("{\"url\":\"" + service.url() + "\"}", MediaPassOption.class);
    bus.open(new PassSession(bus, new AiRequest.Pass("c", option))).await(5, TimeUnit.SECONDS);

    ServerWebSocket first = service.connected();
    first.writeBinaryMessage(Buffer.buffer(new byte[]{0, 8, 8}));
    assertNotNull(said.poll(5, TimeUnit.SECONDS));
    first.close();
    service.connected()
        .writeBinaryMessage(Buffer.buffer(PcmBytes.encode(new short[]{1000, 2000})));
    assertEquals("[1000, 2000]", Arrays.toString(said.poll(5, TimeUnit.SECONDS)));
  }
}
