package io.voxbus.archfixture.media;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Breaks a rule of the architecture on purpose, in four ways. */
public final class Locks {
  final List<String> shared = Collections.synchronizedList(new ArrayList<>());
  final ReentrantLock lock = new ReentrantLock();

  synchronized int locksTheObject() {
    return shared.size();
  }

  int locksAnother() {
    synchronized (shared) {
      return shared.size();
    }
  }
}
