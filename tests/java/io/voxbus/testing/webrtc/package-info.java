/** Browsers for tests. */
@org.jspecify.annotations.NullMarked
package io.voxbus.testing.webrtc;
