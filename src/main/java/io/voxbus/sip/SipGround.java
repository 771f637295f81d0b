package io.voxbus.sip;

import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.SipLine;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the telephone of a node shares with the other nodes, what it is counted by, and the line that all its versions
 * have.
 *
 * @param nodes ids of all that there are
 */
public record SipGround(BindingDirectory bindings, LeaseDirectory leases,
    CallDirectory calls, Meters meters, SipLine line, Supplier<List<String>> nodes) {}
