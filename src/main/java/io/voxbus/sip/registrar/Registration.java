package io.voxbus.sip.registrar;

import io.voxbus.directory.Binding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a REGISTER asks for.
 *
 * @param everything whether its Contact is {@code *}
 * @param expires    of the whole message, in seconds; null: it does not say
 */
public record Registration(String callId, long cseq, List<Wish> contacts, boolean everything,
    @Nullable Long expires, List<String> path, @Nullable String userAgent, Binding.Flow flow) {
  /**
   * One Contact.
   *
   * @param expires in seconds; null: it does not say
   */
  public record Wish(String uri, double q, @Nullable String instance, @Nullable Long expires) {}
}
