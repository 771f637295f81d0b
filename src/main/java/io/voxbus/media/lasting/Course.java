package io.voxbus.media.lasting;

/** The audio of a call as one version of the code runs it. */
public interface Course extends MediaLoop.Task {
  /** What another version goes on with in its place; nothing changes by it. On the loop's thread. */
  Remains remains();

  /** Nobody goes on with it: nothing more is played. */
  void close();
}
