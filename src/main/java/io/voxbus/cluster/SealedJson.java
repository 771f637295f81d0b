package io.voxbus.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import io.voxbus.bus.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How the entries of one shared map are written: JSON, sealed where the cluster has a key. What was not sealed by one
 * of us, for this key of this map, or is no such JSON, is as if it were not there: the others are.
 */
final class SealedJson<T> {
  private static final Logger LOG = LoggerFactory.getLogger(SealedJson.class);
  private static final AtomicLong UNREAD = new AtomicLong();
  private static final String SEALED = "sealed";

  private final String map;
  private final Seal seal;
  private final TypeReference<T> type;

  SealedJson(String map, Seal seal, TypeReference<T> type) {
    this.map = map;
    this.seal = seal;
    this.type = type;
  }

  String write(String key, T value) {
    String json = Json.text(value);
    return seal.seals()
        ? Json.text(Json.mapper().createObjectNode().put(SEALED, Base64.getEncoder()
            .encodeToString(
                seal.seal(map + "/" + key, json.getBytes(StandardCharsets.UTF_8)))))
        : json;
  }

  Optional<T> read(String key, @Nullable String json) {
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readValue(plain(key, json), type));
    } catch (JsonProcessingException e) {
      tellUnread(key, e);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      LOG.atDebug().addKeyValue("map", map).addKeyValue("key", key)
          .addKeyValue("reason", e.getMessage()).log("entry refused");
      return Optional.empty();
    }
  }

  /** Tables are read again and again: warned of at the 1st, 2nd, 4th, 8th. The text of the reason may quote the entry. */
  private void tellUnread(String key, JsonProcessingException reason) {
    long count = UNREAD.incrementAndGet();
    LOG.atLevel(Long.bitCount(count) == 1 ? Level.WARN : Level.DEBUG).addKeyValue("map", map)
        .addKeyValue("key", key).addKeyValue("count", count)
        .addKeyValue("reason", reason.getClass().getSimpleName()).log("entry can't be read");
  }

  /** Entries that could not be read so far, of all maps of this process. */
  static long unread() {
    return UNREAD.get();
  }

  private String plain(String key, String json) throws JsonProcessingException {
    if (!seal.seals()) {
      return json;
    }
    JsonNode sealed = Json.mapper().readTree(json).path(SEALED);
    byte[] bytes = sealed.isTextual() ? Base64.getDecoder().decode(sealed.asText()) : new byte[1];
    return new String(seal.open(map + "/" + key, bytes), StandardCharsets.UTF_8);
  }
}
