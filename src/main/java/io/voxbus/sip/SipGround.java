package io.voxbus.sip;

import io.voxbus.directory.BindingDirectory;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.SipLine;

/**
 * What the telephone of a node shares with the other nodes, what it is counted by, and the line that all its versions
 * have.
 */
public record SipGround(BindingDirectory bindings, LeaseDirectory leases, Meters meters,
    SipLine line) {}
