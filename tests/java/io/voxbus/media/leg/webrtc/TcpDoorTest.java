package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpDoorTest {
  @Test
  void whenNobodyCanBeLetInItIsTriedAgainLaterAndNotAllTheTime() throws Exception {
    List<Integer> interest = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      TcpDoor door = new TcpDoor(selector, Runnable::run, (source, path, packet, length) -> {});
      Wire.Socket entrance = door.enter(() -> {
        throw new IOException("Too many open files");
      }, interest::add);
      entrance.ready();
      assertEquals(List.of(0), interest);
      door.look(0, stream -> true);
      door.look(0, stream -> true);
      assertEquals(List.of(0, SelectionKey.OP_ACCEPT), interest);
    }
  }
}
