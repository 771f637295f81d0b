package io.voxbus.directory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** On which ports this node listens, by what for. */
public final class OpenPorts {
  public static final String HTTP = "http";
  public static final String MANAGEMENT = "management";
  public static final String AUDIO_SOCKET = "audiosocket";

  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  public void opened(String what, int port) {
    open.put(what, port);
  }

  /** The open port, 0 when there is none. */
  public int of(String what) {
    return open.getOrDefault(what, 0);
  }

  public Map<String, Integer> all() {
    return Map.copyOf(open);
  }
}
