package io.voxbus.call.record;

import static io.voxbus.call.record.Records.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  /** Of a spooled record: {@code {"record":{},"attachments":[]}}. */
  private static final int BYTES = 30;
  @TempDir
  private Path folder;

  @Test
  void recordIsReadAsItWasPutWithTheFilesThatStillExist() throws Exception {
    Path there = Files.writeString(folder.resolve("t1.wav"), "12345");
    var recording = new Spool.Attachment("media_t1", there, "audio/wav", 5);
    var gone = new Spool.Attachment("media_t2", folder.resolve("t2.wav"), "audio/wav", 5);

    String name = spool(1_000).put("n", (ObjectNode) json("{\"a\":1}"), List.of(recording, gone));

    assertEquals(new Spool.Entry("n.json", "{\"a\":1}", List.of(recording)),
        spool(1_000).read(name));
  }

  @Test
  void fullSpoolRefusesTheNewestAndKeepsWhatWaits() throws Exception {
    Spool spool = spool(2 * BYTES);
    put(spool, "a");
    put(spool, "b");
    assertEquals("the spool is full",
        assertThrows(IOException.class, () -> put(spool, "c")).getMessage());
    assertThrows(IOException.class, () -> put(spool(2 * BYTES), "c"), "also after a restart");
    assertEquals(List.of("a.json", "b.json"), spool.names());

    spool.delete("a.json");
    put(spool, "c");
    assertEquals(List.of("b.json", "c.json"), spool.names());
  }

  @Test
  void rejectedRecordLeavesTheSpoolAndKeepsItsReason() throws Exception {
    Spool spool = spool(2 * BYTES + 5);
    put(spool, "a");
    spool.reject("a.json", "answered 400: no");
    put(spool, "b");
    put(spool, "c"); // it has made room

    assertEquals(List.of("b.json", "c.json"), spool.names());
    assertEquals(json("{\"record\":{},\"attachments\":[],\"rejected\":\"answered 400: no\"}"),
        json(Files.readString(folder.resolve("rejected/a.json"))));
  }

  @Test
  void rejectedRecordMovedBackIsSentAgain() throws Exception {
    Spool spool = spool(1_000);
    put(spool, "a");
    spool.reject("a.json", "answered 401");
    Files.move(folder.resolve("rejected/a.json"), folder.resolve("a.json"));

    assertEquals(List.of("a.json"), spool.names());
    assertEquals(new Spool.Entry("a.json", "{}", List.of()), spool.read("a.json"));
  }

  @Test
  void oldestRejectedGoWhenTheyAreTooMany() throws Exception {
    Spool spool = spool(150);
    for (String name : List.of("a", "b", "c", "d")) {
      put(spool, name);
      spool.reject(name + ".json", "x"); // then 45 bytes
    }
    assertFalse(Files.exists(folder.resolve("rejected/a.json")));
    assertTrue(Files.exists(folder.resolve("rejected/b.json")));
  }

  @Test
  void damagedRecordIsToldFromAMissingOne() throws Exception {
    Files.writeString(folder.resolve("x.json"), "{\"rec");
    Files.writeString(folder.resolve("y.json"), "[]");
    Spool spool = spool(1_000);

    assertThrows(JsonProcessingException.class, () -> spool.read("x.json"));
    assertThrows(JsonProcessingException.class, () -> spool.read("y.json"));
    assertNull(spool.read("z.json"));
    spool.reject("x.json", "damaged");
    assertEquals("{\"rec", Files.readString(folder.resolve("rejected/x.json")));
  }

  @Test
  void whatWasNotFinishedIsNoRecord() throws Exception {
    Files.writeString(folder.resolve(".x.json.tmp"), "{");
    assertEquals(List.of(), spool(1_000).names());
  }

  @Test
  void oneAtATimeEmptiesTheSpool() throws Exception {
    Spool one = spool(1_000);
    Spool other = spool(1_000);
    assertTrue(one.claim());
    assertTrue(one.claim());
    assertFalse(other.claim());
    one.release();
    assertTrue(other.claim());
    other.release();
  }

  private Spool spool(long maxBytes) {
    return new Spool(folder, maxBytes);
  }

  private static void put(Spool spool, String name) throws IOException {
    spool.put(name, (ObjectNode) json("{}"), List.of());
  }
}
