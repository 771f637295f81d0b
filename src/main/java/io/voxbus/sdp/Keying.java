package io.voxbus.sdp;

/** Whether media is encrypted by keys in the description (RFC 4568). */
public enum Keying {
  OFF, OPTIONAL, REQUIRED
}
