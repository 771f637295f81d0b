package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.metrics.Meters;

/** What calls need of their node. */
public record CallServices(Bus bus, CallDirectory calls, NodeDirectory nodes, DumpConfig dump,
    DiskWriters writers, CallRecordSink records, Meters meters) {}
