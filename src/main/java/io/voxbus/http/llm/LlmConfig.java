package io.voxbus.http.llm;

import io.voxbus.protocol.api.Seconds;

/**
 * The {@code http.llm} section: an OpenAI-compatible service behind {@code /llm/v1/}.
 *
 * @param endpoint          its address, with {@code /v1} or whatever it has; empty: there is none
 * @param key               sent for callers that hold one of our keys, and for nobody else
 * @param requestsPerMinute of each of our keys, on this node
 * @param maxConcurrent     requests of each of our keys at once, on this node
 * @param maxBodyBytes      the largest request
 * @param maxAnswerBytes    the largest answer; beyond it the answer is cut off
 * @param connectTimeout    to reach it
 * @param idleTimeout       for its answer to begin or to go on
 * @param totalTimeout      for its answer to end
 */
public record LlmConfig(String endpoint, String key, int requestsPerMinute, int maxConcurrent,
    int maxBodyBytes, int maxAnswerBytes, Seconds connectTimeout, Seconds idleTimeout,
    Seconds totalTimeout) {
  private static final String OPENAI = "https://api.openai.com/v1";
  public static final LlmConfig DEFAULT = new LlmConfig(OPENAI, "", 0, 0, 0, 0, new Seconds(5_000),
      new Seconds(60_000), new Seconds(300_000));

  public LlmConfig {
    endpoint = endpoint == null ? OPENAI : endpoint.strip();
    key = key == null ? "" : key.strip();
    requestsPerMinute = requestsPerMinute == 0 ? 120 : requestsPerMinute;
    maxConcurrent = maxConcurrent == 0 ? 32 : maxConcurrent;
    maxBodyBytes = maxBodyBytes == 0 ? 4 << 20 : maxBodyBytes;
    maxAnswerBytes = maxAnswerBytes == 0 ? 16 << 20 : maxAnswerBytes;
    connectTimeout = connectTimeout == null ? new Seconds(5_000) : connectTimeout;
    idleTimeout = idleTimeout == null ? new Seconds(60_000) : idleTimeout;
    totalTimeout = totalTimeout == null ? new Seconds(300_000) : totalTimeout;
  }

  /** Hides the key. */
  @Override
  public String toString() {
    return "llm at " + endpoint;
  }
}
