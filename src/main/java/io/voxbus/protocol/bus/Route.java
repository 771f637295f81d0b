package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voxbus.protocol.api.Seconds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the dial plan sends a telephone call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "route")
public sealed interface Route {
  /**
   * The phones of a user.
   *
   * @param ring how long they ring; null: as long as for any transfer
   */
  record ToUser(String user, @Nullable Seconds ring) implements Route {
    public ToUser(String user) {
      this(user, null);
    }
  }

  /**
   * A carrier; the next one when it can't take the call.
   *
   * @param ring as for a user
   */
  record ToTrunks(List<String> trunks, String number, @Nullable Seconds ring) implements Route {
    public ToTrunks(List<String> trunks, String number) {
      this(trunks, number, null);
    }
  }

  /** Whoever is asked by webhook decides. Empty: the one that is configured for all. */
  record ToWebhook(String url) implements Route {}

  /** A file is played. */
  record ToPlayback(String file) implements Route {}

  /** Nowhere. */
  record Reject(int status, String reason) implements Route {}
}
