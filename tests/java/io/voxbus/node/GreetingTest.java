package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.testing.TelephoneLine;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has answered, told by a whole node at the pace of a call. */
class GreetingTest {
  @TempDir
  static Path data;

  @Test
  void aMachineAndItsBeepAreTold() {
    byte[] audio = new TelephoneLine().speech(600, 1_800).silence(200).tone(300, 1_000)
        .silence(400).bytes();
    try (TestNode node = TestNode.start(data, ""); WsClient client = node.connect("/call")) {
      client.send("{\"command\":\"invite\",\"option\":{\"amd\":{}}}").await("answer");
      node.vertx().setPeriodic(20, new io.vertx.core.Handler<>() {
        private int at;

        @Override
        public void handle(Long timer) {
          client.sendAudio(Arrays.copyOfRange(audio, at, at + 640));
          at += 640;
          if (at + 640 > audio.length) {
            node.vertx().cancelTimer(timer);
          }
        }
      });

      assertEquals("machine", client.await("answerMachineDetection").path("text").asText());
      assertEquals("beep", client.await("answerMachineDetection").path("text").asText());
    }
  }
}
