package io.voxbus.sip;

import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.metrics.Meters;

/** What the telephone of a node shares with the other nodes, and what it is counted by. */
public record SipGround(BindingDirectory bindings, LeaseDirectory leases, Meters meters) {}
