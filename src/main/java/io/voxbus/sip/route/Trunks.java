package io.voxbus.sip.route;

import io.voxbus.sip.door.TrunkSource;
import io.voxbus.sip.guard.Cidr;
import io.voxbus.sip.stack.SipHop;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sip.address.SipURI;
import org.jspecify.annotations.Nullable;

/** Knows carriers by where their calls come from. */
public final class Trunks implements TrunkSource {
  private final List<Known> known;

  private record Known(String name, List<Cidr> networks, @Nullable String transport) {}

  public Trunks(List<TrunkConfig> trunks) {
    known = trunks.stream()
        .map(trunk -> new Known(String.valueOf(trunk.name()),
            Objects.requireNonNull(trunk.addresses()).stream().map(Cidr::of).toList(),
            trunk.transport()))
        .toList();
  }

  @Override
  public Optional<String> trunk(SipHop source, SipURI target) {
    return known.stream()
        .filter(
            one -> one.transport() == null || one.transport().equalsIgnoreCase(source.transport()))
        .filter(
            one -> one.networks().stream().anyMatch(network -> network.contains(source.address())))
        .map(Known::name).findFirst();
  }
}
