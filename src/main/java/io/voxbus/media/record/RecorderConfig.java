package io.voxbus.media.record;

import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.Seconds;

/**
 * How calls are recorded ({@code recorder:} in the configuration).
 *
 * @param root         the folder that holds every recording
 * @param recorderFile name below {@code root} when the call gives none; {@code {id}} is the encoded call id
 * @param ptime        how much audio is written at once, when the call does not say
 * @param buffer       how much audio of a call may wait for a slow disk before frames are dropped
 * @param maxDuration  a recording ends there, the call goes on; at most 18 h, what fits a WAV file
 */
public record RecorderConfig(String root, String recorderFile, Millis ptime, Millis buffer,
    Seconds maxDuration) {
  public RecorderConfig {
    if (root == null) {
      root = "data/recordings";
    }
    if (recorderFile == null) {
      recorderFile = "{id}.wav";
    }
    if (ptime == null) {
      ptime = new Millis(200);
    }
    if (buffer == null) {
      buffer = new Millis(4_000);
    }
    if (maxDuration == null) {
      maxDuration = new Seconds(4 * 3_600_000);
    }
  }
}
