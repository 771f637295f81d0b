/** The only package that knows Hazelcast: joins the nodes, shares the map of calls. */
@NullMarked
package io.voxbus.cluster;

import org.jspecify.annotations.NullMarked;
