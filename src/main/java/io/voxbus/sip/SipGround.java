package io.voxbus.sip;

import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.metrics.Meters;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the telephone of a node shares with the other nodes, and what it is counted by.
 *
 * @param nodes ids of all that there are
 */
public record SipGround(BindingDirectory bindings, LeaseDirectory leases, Meters meters,
    Supplier<List<String>> nodes) {}
