package io.voxbus.ice;

import java.net.InetSocketAddress;

/** The two ends of a pair of candidates, by the addresses that packets carry. */
public record Path(InetSocketAddress local, InetSocketAddress remote) {}
