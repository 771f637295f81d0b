package io.voxbus.http;

import io.vertx.core.MultiMap;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.Seconds;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a WebSocket's URL.
 *
 * @param since       the last event a client that attaches has seen
 * @param graceMillis how long the call outlives a lost socket; null: as configured
 * @param pingMillis  time between pings, 0: none; null: as configured
 */
record SocketQuery(String id, boolean given, boolean dump, @Nullable Long pingMillis,
    String serverTrack, boolean attach, long since, @Nullable Long graceMillis) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@;=+-]{1,128}");
  private static final Pattern TRACK = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /**
   * @param query with {@code ;} as part of a value: the official client does not escape ids
   * @throws Fault 400 naming the parameter
   */
  static SocketQuery of(MultiMap query) {
    String written = query.get("id");
    String id = written == null ? "" : written.replace(' ', '+'); // an unescaped + was read so
    boolean given = !id.isEmpty();
    String track = any(query, "serverSideTrack", "server_side_track");
    String serverTrack = track == null ? "server-side-track" : track;
    if (!TRACK.matcher(serverTrack).matches()) {
      throw Fault.badRequest("serverSideTrack wants 1 to 128 visible characters");
    }
    return new SocketQuery(given ? checkedId(id) : "s." + UUID.randomUUID(), given,
        flag("dump", any(query, "dump", "dump_events", "dumpEvents"), true),
        millis("ping", any(query, "ping", "ping_interval", "pingInterval")), serverTrack,
        flag("attach", query.get("attach"), false), number("since", query.get("since")),
        millis("grace", query.get("grace")));
  }

  /** @throws Fault 400 if it can't be the id of a call */
  static String checkedId(String id) {
    if (!ID.matcher(id).matches()) {
      throw Fault.badRequest("id wants 1 to 128 of A-Z a-z 0-9 . _ @ ; = + -");
    }
    return id;
  }

  private static @Nullable String any(MultiMap query, String... names) {
    for (String name : names) {
      String value = query.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }

  private static boolean flag(String name, @Nullable String text, boolean otherwise) {
    return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
      case "" -> otherwise;
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw Fault.badRequest(name + " wants true or false");
    };
  }

  private static @Nullable Long millis(String name, @Nullable String text) {
    try {
      return text == null || text.isEmpty() ? null : Math.max(0, Seconds.of(text).millis());
    } catch (NumberFormatException e) {
      throw Fault.badRequest(name + " wants seconds");
    }
  }

  private static long number(String name, @Nullable String text) {
    try {
      return text == null || text.isEmpty() ? 0 : Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw Fault.badRequest(name + " wants a number");
    }
  }
}
