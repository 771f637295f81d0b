package io.voxbus.http.caller;

import io.voxbus.audio.wire.AudioSocket;
import io.voxbus.protocol.api.Seconds;
import java.util.Map;

/**
 * The {@code http.callers} section of the configuration.
 *
 * @param option          of every such call, as in {@code invite}; what the system itself says comes first
 * @param startTimeout    how long a system may take to say what its call is
 * @param audiosocketHost where AudioSocket is listened to: it knows no keys
 * @param audiosocketPort 0: any free one, -1: none
 * @param audiosocketRate Hz of its audio
 */
public record CallersConfig(Map<String, Object> option, Seconds startTimeout,
    String audiosocketHost, Integer audiosocketPort, int audiosocketRate) {
  public static final CallersConfig DEFAULT = new CallersConfig(Map.of(), new Seconds(10_000),
      "127.0.0.1", -1, 8000);

  public CallersConfig {
    option = option == null ? Map.of() : option;
    startTimeout = startTimeout == null ? new Seconds(10_000) : startTimeout;
    audiosocketHost = audiosocketHost == null ? "127.0.0.1" : audiosocketHost;
    audiosocketPort = audiosocketPort == null ? Integer.valueOf(-1) : audiosocketPort;
    audiosocketRate = audiosocketRate == 0 ? 8000 : audiosocketRate;
    if (AudioSocket.audio(audiosocketRate).isEmpty()) {
      throw new IllegalArgumentException("http.callers.audiosocketRate is 8000, 16000, 24000 or"
          + " 48000, not " + audiosocketRate);
    }
  }
}
