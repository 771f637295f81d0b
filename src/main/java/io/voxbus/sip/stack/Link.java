package io.voxbus.sip.stack;

/** What carries bytes to one peer. */
interface Link {
  /** @param lost what to do when they could not be sent; not called when that cannot be known */
  void send(byte[] message, Runnable lost);

  void close();
}
