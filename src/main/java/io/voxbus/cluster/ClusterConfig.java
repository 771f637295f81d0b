package io.voxbus.cluster;

import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code cluster} section of the configuration.
 *
 * @param enabled  whether this node joins others
 * @param name     nodes of another name are strangers
 * @param host     address of this node on the network that joins the nodes: a private one, unless there are keys
 * @param port     of Hazelcast
 * @param busPort  of the event bus; 0: any free one
 * @param members  {@code host:port} of nodes to look for
 * @param dns      a name whose addresses are those of the nodes, instead of members: a headless service of Kubernetes
 * @param lostAfter silence after which a node counts as lost; longer than the lease
 * @param lease     a node that has heard of no majority for so long does nothing more for its calls
 * @param takeOverWait how long whoever asks for a call of a lost node waits for the one that takes it over
 * @param backups   how many nodes hold a copy of calls and what they would be restored from: so many may die at once
 * @param rehearsed how many take-overs a node rehearses after its start, so that the first real ones are not slow; 0: none
 * @param keys     {@code name:base64 of 32 bytes}; the first seals what the nodes share and tell each other
 * @param tls      of the event bus
 */
public record ClusterConfig(boolean enabled, @Nullable String name, @Nullable String host, int port,
    int busPort, @Nullable List<String> members, @Nullable String dns, @Nullable Seconds lostAfter,
    @Nullable Seconds lease, @Nullable Seconds takeOverWait, @Nullable Integer backups,
    @Nullable Integer rehearsed, List<String> keys, BusTls tls) {
  private static final int LEAST_LEASE_MILLIS = 400;
  private static final int MOST_BACKUPS = 6;

  public ClusterConfig {
    name = name == null ? "voxbus" : name;
    host = host == null ? "127.0.0.1" : host;
    port = port == 0 ? 5701 : port;
    members = each(members);
    dns = dns == null || dns.isBlank() ? null : dns;
    lostAfter = lostAfter == null ? new Seconds(5_000) : lostAfter;
    lease = lease == null ? new Seconds(2_000) : lease;
    takeOverWait = takeOverWait == null ? new Seconds(8_000) : takeOverWait;
    backups = backups == null ? Integer.valueOf(1) : backups;
    rehearsed = rehearsed == null ? Integer.valueOf(100) : rehearsed;
    if (lease.millis() < LEAST_LEASE_MILLIS || lease.millis() >= lostAfter.millis()) {
      throw new IllegalArgumentException("cluster.lease is 400ms at least, and shorter than"
          + " cluster.lostAfter: a lost node must be silent before its calls are taken over");
    }
    if (backups < 1 || backups > MOST_BACKUPS) {
      throw new IllegalArgumentException("cluster.backups is 1 to " + MOST_BACKUPS);
    }
    keys = each(keys);
    tls = tls == null ? new BusTls(null, null, null) : tls;
  }

  /**
   * Both sides of a connection of the event bus show a certificate.
   *
   * @param certificate PEM file of this node's certificate; none: no TLS
   * @param key         PEM file of its key
   * @param trust       PEM file of the authority that signs those of all nodes
   */
  public record BusTls(@Nullable String certificate, @Nullable String key, @Nullable String trust) {
    public BusTls {
      certificate = blank(certificate);
      key = blank(key);
      trust = blank(trust);
      if ((certificate == null) != (key == null) || (certificate == null) != (trust == null)) {
        throw new IllegalArgumentException("certificate, key and trust are given together");
      }
    }

    private static @Nullable String blank(@Nullable String file) {
      return file == null || file.isBlank() ? null : file;
    }
  }

  private static List<String> each(@Nullable List<String> lists) {
    return lists == null
        ? List.of()
        : lists.stream().flatMap(list -> Stream.of(list.split(","))).map(String::trim)
            .filter(one -> !one.isEmpty()).toList();
  }
}
