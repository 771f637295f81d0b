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
 * @param host     address of this node on the private network that joins the nodes; Hazelcast has no TLS
 * @param port     of Hazelcast
 * @param busPort  of the event bus; 0: any free one
 * @param members  {@code host:port} of nodes to look for
 * @param lostAfter silence after which a node counts as lost
 */
public record ClusterConfig(boolean enabled, @Nullable String name, @Nullable String host, int port,
    int busPort, @Nullable List<String> members, @Nullable Seconds lostAfter) {
  public ClusterConfig {
    name = name == null ? "voxbus" : name;
    host = host == null ? "127.0.0.1" : host;
    port = port == 0 ? 5701 : port;
    members = members == null
        ? List.of()
        : members.stream().flatMap(list -> Stream.of(list.split(","))).map(String::trim)
            .filter(member -> !member.isEmpty()).toList();
    lostAfter = lostAfter == null ? new Seconds(5_000) : lostAfter;
  }
}
