package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.Provider;
import io.voxbus.ai.spi.ProviderContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A provider that is a vendor's service. */
public abstract class VendorProvider implements Provider {
  private final String name;
  private final Set<String> names;
  private volatile @Nullable Vendor vendor;

  /**
   * @param name  what calls and the configuration call it
   * @param other what calls may say as well
   */
  protected VendorProvider(String name, String... other) {
    this.name = name;
    this.names = Stream.concat(Stream.of(name), Arrays.stream(other))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public final Set<String> names() {
    return names;
  }

  @Override
  public final void start(ProviderContext context) {
    vendor = Vendor.of(name, context);
  }

  /** Its connections, once it was started. */
  protected final Vendor vendor() {
    return Objects.requireNonNull(vendor, "not started");
  }
}
