package io.voxbus.media.lasting;

/** Hears what the line says beside words, on the media loop's thread, until all that was asked for has been told. */
public interface LineEar {
  void accept(short[] frame, long timeMillis);

  /** The call is answered. */
  void answered();

  boolean isOver();
}
