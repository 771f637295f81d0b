package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Where the dial plan sends a telephone call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "route")
public sealed interface Route {
  /** The phones of a user. */
  record ToUser(String user) implements Route {}

  /** A carrier; the next one when it can't take the call. */
  record ToTrunks(List<String> trunks, String number) implements Route {}

  /** Whoever is asked by webhook decides. Empty: the one that is configured for all. */
  record ToWebhook(String url) implements Route {}

  /** A file is played. */
  record ToPlayback(String file) implements Route {}

  /** Nowhere. */
  record Reject(int status, String reason) implements Route {}
}
