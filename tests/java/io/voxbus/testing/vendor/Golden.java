package io.voxbus.testing.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a vendor was sent, from the request line on, as text that is compared with a file of
 * {@code tests/resources/golden}: a query pair a line, headers by name, then what came after them. Secrets, signatures
 * and what differs each time are shown as {@code <what it is>}, audio as its length.
 */
public final class Golden {
  private static final int TRIES = 300;
  private static final Path WRITTEN = Path.of("target", "golden");
  private static final Pattern BASE64 = Pattern.compile("\"([A-Za-z0-9+/]{80,})={0,2}\"");
  private static final Pattern WAV = Pattern.compile("RIFF(?s:.*?)\r\n--");
  private static final Map<String, String> CHANGING = Map.of("host", "<host>",
      "origin", "<origin>", "sec-websocket-key", "<nonce>");
  private static final Map<String, String> SECRETS = Map.of(FakeVendor.KEY, "<key>",
      FakeVendor.SECRET_ID, "<secret id>", FakeVendor.APP_ID, "<app id>");

  private final List<Visit> visits = new CopyOnWriteArrayList<>();

  /** A request, or a socket, and what was sent on it. */
  public static final class Visit {
    private final String head;
    private final String boundary;
    private final List<String> sent = new CopyOnWriteArrayList<>();

    private Visit(String method, String uri, MultiMap headers) {
      String type = headers.get("Content-Type");
      boundary = type == null ? "" : type.replaceFirst(".*boundary=|.*", "");
      Map<String, String> sorted = new TreeMap<>();
      headers.forEach(pair -> {
        String name = pair.getKey().toLowerCase(Locale.ROOT);
        sorted.put(name, CHANGING.getOrDefault(name, pair.getValue()));
      });
      head = method + " " + uri.replace("?", "\n  ?").replace("&", "\n  &") + "\n"
          + sorted.entrySet().stream().map(header -> header.getKey() + ": " + header.getValue())
              .collect(Collectors.joining("\n"));
    }

    /** A text message. */
    public void text(String message) {
      sent.add("> " + message);
    }

    /** A binary message. */
    public void binary(String shown) {
      sent.add("> " + shown);
    }

    /** All of what follows the headers. */
    public void body(Buffer body) {
      sent.add(boundary.isEmpty()
          ? body.toString()
          : WAV.matcher(body.toString(StandardCharsets.ISO_8859_1)).replaceAll("<wav>\r\n--")
              .replaceAll("length: \\d{4,}", "length: <length>"));
    }

    @Override
    public String toString() {
      String text = head + "\n\n" + String.join("\n", sent);
      if (!boundary.isEmpty()) {
        text = text.replace(boundary, "<boundary>");
      }
      for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
        text = text.replace(secret.getKey(), secret.getValue());
      }
      return BASE64.matcher(text)
          .replaceAll(audio -> "\"" + bytes(audio.group(1).length() * 3 / 4) + "\"")
          .replaceAll("([sS]ignature=)\\S+", "$1<signature>").replace("\r\n", "\n").strip();
    }
  }

  /** In place of audio. */
  public static String bytes(int length) {
    return "<" + length + " bytes>";
  }

  /** Somebody comes. */
  public Visit came(String method, String uri, MultiMap headers) {
    Visit visit = new Visit(method, uri, headers);
    visits.add(visit);
    return visit;
  }

  /** All of it has to be as in the file, once it has come; else what was sent is written down, to look at. */
  public void assertSame(String name) {
    String expected = file(name);
    for (int i = 0; i < TRIES && !expected.equals(sent()); i++) {
      LockSupport.parkNanos(10_000_000);
    }
    String sent = sent();
    if (!expected.equals(sent)) {
      assertEquals(expected, sent, difference(expected.split("\n"), sent.split("\n"))
          + "; all that was sent is in " + write(name, sent));
    }
  }

  private String sent() {
    return visits.stream().map(Visit::toString).collect(Collectors.joining("\n\n", "", "\n"));
  }

  private static String difference(String[] expected, String[] sent) {
    int line = 0;
    while (line < expected.length && line < sent.length && expected[line].equals(sent[line])) {
      line++;
    }
    return "line " + (line + 1) + " is " + (line < sent.length ? sent[line] : "missing")
        + " instead of " + (line < expected.length ? expected[line] : "nothing");
  }

  private static String file(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".txt")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(String name, String sent) {
    try {
      return Files.writeString(Files.createDirectories(WRITTEN).resolve(name + ".txt"), sent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
